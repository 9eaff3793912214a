import { runTask } from "../src/cli/main.ts";
import { verify } from "../src/verify/command.ts";

await runTask(() => verify(Deno.args));
