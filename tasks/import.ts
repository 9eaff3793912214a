import { runTask } from "../src/cli/main.ts";
import { importCheckpoint } from "../src/pytorch/import_command.ts";

await runTask(() => importCheckpoint(Deno.args));
