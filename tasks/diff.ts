import { diff } from "../src/cli/diff.ts";
import { runTask } from "../src/cli/main.ts";

await runTask(() => diff(Deno.args, { print: console.log }));
