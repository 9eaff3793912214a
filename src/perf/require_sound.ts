import { BenchError, EXIT } from "../spec/mod.ts";
import type { WorkResult } from "./perf_record.ts";
import { lossDifferences } from "./summary.ts";

/**
 * Refuses times that do not compare.
 *
 * @throws {BenchError} With exit code 6 for engines that do other work, with 4 for engines that failed.
 */
export function requireSound(results: readonly WorkResult[]): void {
  const differences = results.flatMap(lossDifferences);
  if (differences.length > 0) {
    throw new BenchError(
      `engines do not compute the same, so their times do not compare: ${differences.join("; ")}`,
      EXIT.unsound,
    );
  }
  const failed = results.flatMap(({ perfCase, model, engines }) =>
    engines.filter(({ status }) => status === "failed")
      .map(({ engine }) => `${engine} on ${perfCase} ${model}`)
  );
  if (failed.length > 0) {
    throw new BenchError(`not everything was measured: ${failed.join(", ")}`, EXIT.incomplete);
  }
}
