import { type Comparison, primaryEstimate, verdictSentence } from "../../analysis/mod.ts";
import { type Challenge, type Plan, type Trial, usageError } from "../../spec/mod.ts";
import type { StoredStudy } from "../../store/mod.ts";
import { compareStudy } from "../compare_study.ts";

/** The comparison of two models of a study. */
export async function pairOf(
  directory: string,
  study: StoredStudy,
  pair: readonly [string, string],
): Promise<Comparison> {
  const { comparisons } = await compareStudy(directory, study);
  const found = comparisons.find((one) =>
    modelsOf(one, study.plan).every((model) => pair.includes(model))
  );
  if (found !== undefined) return found;
  throw usageError(
    `--pair ${pair.join(":")}: the study has no comparison of these models with finished runs`,
  );
}

/** The models of the reference and of the baseline. */
export function modelsOf({ left, right }: Comparison, { trials }: Plan): readonly [string, string] {
  const model = (label: string) => trials.find((trial) => trial.label === label)!.model;
  return [model(left), model(right)];
}

/**
 * Who lost.
 *
 * @throws {BenchError} With exit code 2 for a comparison that nobody lost.
 */
export function sidesOf(
  comparison: Comparison,
  plan: Plan,
): { readonly winner: string; readonly loser: string } {
  const [left, right] = modelsOf(comparison, plan);
  switch (comparison.verdict) {
    case "leads":
      return { winner: left, loser: right };
    case "trails":
      return { winner: right, loser: left };
    case "matches":
    case "inconclusive":
      throw usageError(
        `nobody lost: ${
          verdictSentence(comparison)
        }; a challenge needs a verdict of leads or trails`,
      );
    default:
      return comparison.verdict satisfies never;
  }
}

/** Whether a model has the same runs in both plans. */
export function sameRuns(one: Plan, other: Plan, model: string): boolean {
  const isOf = (trials: readonly Trial[], index: number) =>
    trials[index]!.model === model && trials[index]!.role !== "sweep";
  const ids = ({ trials, runs }: Plan) =>
    runs.filter((run) => isOf(trials, run.trial)).map(({ id }) => id).sort().join();
  return ids(one) === ids(other);
}

/** What a record keeps of a comparison. */
export function verdictOf(comparison: Comparison): Challenge["before"] {
  const estimate = primaryEstimate(comparison);
  return {
    verdict: comparison.verdict,
    mean: estimate?.mean ?? null,
    interval: estimate === null ? null : { ...estimate.difference },
    sentence: verdictSentence(comparison),
  };
}
