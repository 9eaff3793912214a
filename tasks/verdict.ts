import { runTask } from "../src/cli/main.ts";
import { verdict } from "../src/cli/verdict.ts";

await runTask(() => verdict(Deno.args, { print: console.log }));
