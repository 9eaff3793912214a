import { challenge } from "../src/cli/challenge/challenge.ts";
import { runTask } from "../src/cli/main.ts";
import { services } from "../src/cli/services.ts";

await runTask((signal) => challenge(Deno.args, services(), signal));
