import { type GateInput, type SanityGate, sanityGate } from "../analysis/mod.ts";
import { type Plan, type Sanity, totalSteps, trainingFlops, type Trial } from "../spec/mod.ts";
import type { StoredStudy } from "../store/mod.ts";

/**
 * The sanity gates of a study: whether the reference CTM and each baseline with a finished run have
 * learned. Exploratory cells have none.
 *
 * @param sanity What they are held against; `null` for a study of an earlier version, where that is
 * guessing alone.
 */
export function studyGates({ plan, runs }: StoredStudy, sanity: Sanity | null): SanityGate[] {
  return plan.trials.flatMap((trial, index) => {
    const own = runs.filter((run) => run.trial === index);
    const [first] = own;
    if (trial.role === "sweep" || first === undefined) return [];
    const input: GateInput = {
      label: trial.label,
      validation: own.map(({ outcome }) => outcome.validation.accuracy),
      examples: plan.sweep.evaluation.validationExamples,
      chance: first.outcome.test.chance,
      reference: referenceOf(trial, plan, sanity),
      floor: sanity?.floor ?? null,
    };
    return [sanityGate(input)];
  });
}

/** The recorded runs of the same model, size and number of steps. */
function referenceOf(
  { model, parameters, flopsPerExample }: Trial,
  { sweep: { budget, batchSize } }: Plan,
  sanity: Sanity | null,
): GateInput["reference"] {
  const steps = totalSteps(budget, batchSize, trainingFlops(flopsPerExample));
  return sanity?.references.find((one) =>
    one.model === model && one.parameters === parameters &&
    one.flopsPerExample === flopsPerExample && one.steps === steps
  ) ?? null;
}
