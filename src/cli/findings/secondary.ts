import { exploreCells, type Findings, secondaryStatistics } from "../../analysis/mod.ts";
import type { StudyComparison } from "../compare_study.ts";

/**
 * What stands beside the verdicts of a study and changes none of them: secondary statistics of each
 * comparison, and the differences of the sweep's cells from the reference.
 *
 * @throws {BenchError} With exit code 1 for runs that contradict each other.
 */
export function findSecondary(
  { comparisons, inputs, sweep }: StudyComparison,
): Pick<Findings, "secondary" | "exploratory"> {
  return {
    secondary: comparisons.map((comparison, index) =>
      secondaryStatistics(inputs[index]!, comparison)
    ),
    exploratory: sweep && exploreCells(sweep),
  };
}
