import { runTask } from "../src/cli/main.ts";
import { power } from "../src/cli/power.ts";

await runTask(() => power(Deno.args, { print: console.log }));
