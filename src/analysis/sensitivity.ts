import { countedAccuracy } from "./chance_level.ts";
import { comparePaired, type ComparisonInput } from "./compare.ts";
import type { Comparison, ScopeEstimate, Verdict } from "./comparison.ts";
import { meanOf } from "./describe.ts";
import type { RunPair } from "./pair_runs.ts";
import { primaryEstimate } from "./primary_estimate.ts";
import { interquartileMean, olympicMean } from "./trimmed_mean.ts";

/** The comparison once more with another summary or without some runs. */
export interface SensitivityRow {
  readonly name: "all runs" | "Olympic mean" | "interquartile mean" | "without diverged runs";
  readonly seeds: number;
  readonly left: number;
  readonly right: number;
  /** Of the paired differences, by the same summary. */
  readonly difference: number;
  /** `null` where the summary has no interval of its own. */
  readonly estimate: ScopeEstimate | null;
  readonly verdict: Verdict | null;
}

/**
 * The comparison by other summaries of its runs, and without the diverged ones.
 *
 * @param input What the comparison was made of.
 * @param pairs The runs that it is about.
 * @throws {BenchError} As `comparePaired`.
 *
 * Source: statistical protocol, 3.9.
 */
export function sensitivityRows(
  input: ComparisonInput,
  comparison: Comparison,
  pairs: readonly RunPair[],
): SensitivityRow[] {
  const left = comparison.perSeed.map((one) => one.left);
  const right = comparison.perSeed.map((one) => one.right);
  const differences = comparison.perSeed.map((one) => one.difference);
  const summarised = (
    name: SensitivityRow["name"],
    mean: (values: readonly number[]) => number | null,
  ): SensitivityRow[] => {
    const difference = mean(differences);
    return difference === null ? [] : [{
      name,
      seeds: left.length,
      left: mean(left)!,
      right: mean(right)!,
      difference,
      estimate: null,
      verdict: null,
    }];
  };
  return [
    {
      ...summarised("all runs", meanOf)[0]!,
      estimate: primaryEstimate(comparison),
      verdict: comparison.verdict,
    },
    ...summarised("Olympic mean", olympicMean),
    ...summarised("interquartile mean", interquartileMean),
    ...withoutDiverged(input, comparison, pairs),
  ];
}

/** The pairs in which both runs completed, judged alike; nothing where that is all or none. */
function withoutDiverged(
  input: ComparisonInput,
  comparison: Comparison,
  pairs: readonly RunPair[],
): SensitivityRow[] {
  const completed = pairs.filter(({ left, right }) => !left.diverged && !right.diverged);
  if (completed.length === pairs.length || completed.length === 0) return [];
  const side = (which: "left" | "right") => ({
    ...input[which],
    runs: completed.map((pair) => pair[which]),
  });
  const judged = comparePaired({
    ...input,
    left: side("left"),
    right: side("right"),
    margin: comparison.margin,
    plannedSeeds: completed.map(({ seed }) => seed),
    // The seeds are those of one look already.
    looks: null,
  });
  const mean = (which: "left" | "right") =>
    meanOf(completed.map((pair) => countedAccuracy(pair[which], input.chance)));
  return [{
    name: "without diverged runs",
    seeds: completed.length,
    left: mean("left"),
    right: mean("right"),
    difference: mean("left") - mean("right"),
    estimate: primaryEstimate(judged),
    verdict: judged.verdict,
  }];
}
