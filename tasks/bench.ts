import { bench } from "../src/cli/bench.ts";
import { runTask } from "../src/cli/main.ts";
import { services } from "../src/cli/services.ts";

await runTask((signal) => bench(Deno.args, services(), signal));
