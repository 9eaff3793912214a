import { runTask } from "../src/cli/main.ts";
import { services } from "../src/cli/services.ts";
import { verifyRuns } from "../src/cli/verify_runs.ts";

await runTask((signal) => verifyRuns(Deno.args, services(), signal));
