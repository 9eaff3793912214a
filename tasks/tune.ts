import { runTask } from "../src/cli/main.ts";
import { services } from "../src/cli/services.ts";
import { tune } from "../src/cli/tune/tune.ts";

await runTask((signal) => tune(Deno.args, services(), signal));
