import { runTask } from "../src/cli/main.ts";
import { selftest } from "../src/cli/selftest.ts";

await runTask(() => Promise.resolve(selftest(Deno.args, { print: console.log })));
