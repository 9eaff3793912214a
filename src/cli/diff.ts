import { basename, dirname } from "node:path";
import { usageError } from "../spec/mod.ts";
import { diffRuns } from "./diff_runs.ts";
import { diffStudies } from "./diff_studies.ts";
import type { Difference } from "./json_differences.ts";
import { readPlaces } from "./read_places.ts";
import type { PrintServices } from "./status.ts";
import { textTable } from "./text_table.ts";

const HELP = `Compares two studies or two runs: settings, code, data, environment, then numbers.

deno task diff A B [--json]

A and B are two folders of studies (results/quick-mnist) or of runs (results/quick-mnist/runs/ID).
Exit codes: 0 done, whether they differ or not, 1 corrupt files, 2 no study or run there.`;

/** Differences under headings. */
export interface DiffPart {
  readonly about: string;
  readonly differences: readonly Difference[];
}

/**
 * `deno task diff`.
 *
 * @throws {BenchError} With exit code 2 for a wrong command line, and as `readStudy` and `readRun`.
 */
export async function diff(args: readonly string[], services: PrintServices): Promise<void> {
  const { help, json, places } = readPlaces(args, {
    least: 2,
    most: 2,
    give: "two studies or two runs, for example: deno task diff results/one results/other",
  });
  if (help) return services.print(HELP);
  const [left, right] = places as [string, string];
  if (isRun(left) !== isRun(right)) {
    throw usageError(`${left} and ${right}: expected two studies or two runs, not one of each`);
  }
  const parts = await (isRun(left) ? diffRuns(left, right) : diffStudies(left, right));
  if (json) return services.print(JSON.stringify({ left, right, parts }, null, 2));
  diffLines(parts).forEach((line) => services.print(line));
}

/** The folder of a run lies in a folder `runs`. */
function isRun(place: string): boolean {
  return basename(dirname(place)) === "runs";
}

/** Differences for people. */
export function diffLines(parts: readonly DiffPart[]): string[] {
  return parts.flatMap(({ about, differences }) => {
    if (differences.length === 0) return [`${about}: the same`];
    const rows = differences.map(({ field, left, right }) => [
      `  ${field}`,
      shortText(left),
      shortText(right),
    ]);
    const columns = [`${about}:`, "A", "B"].map((heading) => ({ heading, align: "left" } as const));
    return textTable(columns, rows);
  });
}

/** Longest value in the text; JSON has the whole. */
const LONGEST = 60;

function shortText(json: string | null): string {
  if (json === null) return "–";
  const text = json.startsWith('"') ? String(JSON.parse(json)) : json;
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
