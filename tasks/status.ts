import { runTask } from "../src/cli/main.ts";
import { status } from "../src/cli/status.ts";

await runTask(() => status(Deno.args, { print: console.log }));
