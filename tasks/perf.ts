import { runTask } from "../src/cli/main.ts";
import { perf } from "../src/perf/perf.ts";

await runTask((signal) => perf(Deno.args, { print: console.log, tell: console.error, signal }));
