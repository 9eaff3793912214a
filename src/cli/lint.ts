import { BenchError, EXIT } from "../spec/mod.ts";
import { lintStudy } from "./lint_study.ts";
import { readPlaces } from "./read_places.ts";
import type { PrintServices } from "./status.ts";

const HELP = `Looks for what makes the results of a study untrustworthy.

deno task lint DIR [--json]

Finds files that differ from their checksums, runs, seeds or predictions that are gone, seeds that are
there twice, results that are equal, and runs that different kernels computed.
Exit codes: 0 nothing found, 1 changed or contradictory files, 2 no study there, 4 only missing runs,
6 seeds removed, there twice or with equal results, or runs of different kernels.`;

/** The most serious kind first. */
const ORDER = [EXIT.internal, EXIT.unsound, EXIT.incomplete];

/**
 * `deno task lint`.
 *
 * @throws {BenchError} With exit code 2 for a wrong command line; after everything is printed with
 * the code of the most serious problem.
 */
export async function lint(args: readonly string[], services: PrintServices): Promise<void> {
  const { help, json, places } = readPlaces(args, {
    least: 1,
    most: 1,
    give: "the folder of one study, for example: deno task lint results/quick-mnist",
  });
  if (help) return services.print(HELP);
  const [directory] = places as [string];
  const found = await lintStudy(directory);
  if (json) services.print(JSON.stringify(found, null, 2));
  else if (found.length === 0) services.print(`${directory}: nothing found`);
  else found.forEach(({ text }) => services.print(text));
  const worst = ORDER.find((code) => found.some((problem) => problem.code === code));
  if (worst === undefined) return;
  const count = found.filter(({ code }) => code !== EXIT.done).length;
  throw new BenchError(
    `${directory} has ${count} problem${count === 1 ? "" : "s"}; they are listed above`,
    worst,
  );
}
