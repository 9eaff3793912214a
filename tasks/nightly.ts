import { runTask } from "../src/cli/main.ts";
import { nightly } from "../src/nightly/nightly.ts";
import { nightlyServices } from "../src/nightly/nightly_services.ts";

await runTask((signal) => nightly(Deno.args, nightlyServices(), signal));
