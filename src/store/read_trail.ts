import { lossesOf, type TrailRow, trailRowSchema } from "../spec/mod.ts";
import { readJsonLines } from "./read_json_lines.ts";
import { runFolder } from "./study_folder.ts";

/** What a run computed, by step from 1. */
export interface StoredTrail {
  /** Training loss of each step; every NaN is the same one. */
  readonly losses: ReadonlyMap<number, number>;
  /** SHA-256 over the parameters after some of the steps. */
  readonly parameters: ReadonlyMap<number, string>;
}

/**
 * Reads the trail of a run. A torn last line is left out.
 *
 * @param directory The run's folder.
 * @returns Empty if there is none: an earlier version made the run.
 * @throws {BenchError} With exit code 1, naming the file, if an earlier line is corrupt.
 */
export async function readTrail(directory: string): Promise<StoredTrail> {
  const rows = await readJsonLines(runFolder(directory).trail, {
    schema: trailRowSchema,
    what: "a row of a trail",
  });
  return trailOf(rows);
}

function trailOf(rows: readonly TrailRow[]): StoredTrail {
  const losses = new Map<number, number>();
  const parameters = new Map<number, string>();
  for (const row of rows) {
    switch (row.kind) {
      case "losses":
        lossesOf(row.bits).forEach((loss, index) => losses.set(row.first + index, loss));
        break;
      case "parameters":
        parameters.set(row.step, row.sha256);
        break;
      default:
        row satisfies never;
    }
  }
  return { losses, parameters };
}
