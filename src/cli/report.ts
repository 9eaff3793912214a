import { parseArgs } from "@std/cli/parse-args";
import { usageError } from "../spec/mod.ts";
import { reportClaim } from "./claim/conclude_claim.ts";
import { holdsClaim } from "./claim/stored_claim.ts";
import { conclude, type ConcludeServices } from "./conclude.ts";
import { hint } from "./suggest.ts";

const HELP =
  `Rebuilds tables, charts and the report of a study from its files, also of an interrupted one.

deno task report DIR

DIR is the folder that deno task bench printed, for example results/quick-mnist, or that of a claim.
Exit codes: 0 done, 1 corrupt files, 2 no study there, 4 runs are missing, 6 seeds not independent.`;

/**
 * `deno task report`.
 *
 * @throws {BenchError} With exit code 2 for a wrong command line, and as `conclude`.
 */
export async function report(args: readonly string[], services: ConcludeServices): Promise<void> {
  const given = args[0] === "--" ? args.slice(1) : [...args];
  const { help, _: positionals } = parseArgs(given, {
    boolean: ["help"],
    string: ["_"],
    alias: { help: "h" },
    unknown(arg, key) {
      if (key === undefined) return;
      throw usageError(`unknown flag ${arg}${hint(key, ["help"], "--")}`);
    },
  });
  if (help) return services.print(HELP);
  const [directory, ...others] = positionals;
  if (directory === undefined || others.length > 0) {
    throw usageError(
      "give the folder of one study, for example: deno task report results/quick-mnist",
    );
  }
  const folder = String(directory);
  if (await holdsClaim(folder)) {
    return await reportClaim(folder, services, (study) => conclude(study, services));
  }
  await conclude(folder, services);
}
