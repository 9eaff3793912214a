import { explain } from "../src/cli/explain.ts";
import { explainServices } from "../src/cli/explain_services.ts";
import { runTask } from "../src/cli/main.ts";

await runTask(() => explain(Deno.args, explainServices()));
