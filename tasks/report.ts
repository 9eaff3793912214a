import { runTask } from "../src/cli/main.ts";
import { report } from "../src/cli/report.ts";
import { services } from "../src/cli/services.ts";

await runTask(() => report(Deno.args, services()));
