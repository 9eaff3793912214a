import { lint } from "../src/cli/lint.ts";
import { runTask } from "../src/cli/main.ts";

await runTask(() => lint(Deno.args, { print: console.log }));
