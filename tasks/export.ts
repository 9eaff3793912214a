import { runTask } from "../src/cli/main.ts";
import { exportCheckpoint } from "../src/pytorch/export_command.ts";

await runTask(() => exportCheckpoint(Deno.args));
