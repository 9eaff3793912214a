import {
  modelTuningFindings,
  type SanityGate,
  sanityGate,
  type TuningFindings,
  tuningRows,
} from "../../src/analysis/mod.ts";
import type { Challenge, Plan } from "../../src/spec/mod.ts";
import type { ReportInput } from "../../src/report/study.ts";
import { exampleSearch, exampleTrials } from "./example_tuning.ts";

/** Validation accuracies of eight trials, the best of which lies at the edge of the space. */
const ACCURACIES = [0.62, 0.705, 0.71, 0.718, 0.72, 0.723, 0.724, 0.731];

/** Findings of an invented search of eight trials for the models of `plan`. */
export function syntheticTuning(
  plan: Plan,
  comparisons: ReportInput["comparisons"],
): TuningFindings {
  const rates = ACCURACIES.map((_, index) => index === 7 ? 0.095 : 0.001 * (index + 1));
  const models = plan.sweep.models.map(({ name }, index) =>
    modelTuningFindings(exampleSearch(name, [], {
      trials: exampleTrials(ACCURACIES.map((value) => value + 0.02 * index), rates),
    }))!
  );
  const shorter = comparisons.map((one, index) =>
    index === 0 ? { ...one, verdict: "trails" as const } : one
  );
  const verdicts = [
    { trials: 2, comparisons: shorter, sameBest: [] },
    { trials: 4, comparisons, sameBest: plan.sweep.models.slice(0, 1).map(({ name }) => name) },
    { trials: 8, comparisons, sameBest: plan.sweep.models.map(({ name }) => name) },
  ];
  return {
    sha256: "ab".repeat(32),
    trials: 8,
    sampler: "halton",
    seed: 7,
    budget: { kind: "examples", examples: 5000 },
    borrowed: "a table of <others>",
    models,
    verdicts,
    rows: tuningRows(verdicts),
    notices: ["the search was made with other code than the runs"],
  };
}

/** Gates of the compared models: all of them pass, the last one suspiciously. */
export function syntheticGates({ plan, runs }: Pick<ReportInput, "plan" | "runs">): SanityGate[] {
  const compared = plan.trials.map((trial, index) => ({ trial, index }))
    .filter(({ trial, index }) =>
      trial.role !== "sweep" && runs.some((run) => run.trial === index)
    );
  return compared.map(({ trial, index }, place) =>
    sanityGate({
      label: trial.label,
      validation: runs.filter((run) => run.trial === index)
        .map(({ outcome }) => outcome.validation.accuracy),
      examples: 1000,
      chance: 0.1,
      floor: { name: "the nearest class mean", accuracy: 0.3 },
      reference: place < compared.length - 1
        ? null
        : { source: "results/reference/one", validation: [0.5, 0.51, 0.52] },
    })
  );
}

/** An overturned challenge of the first comparison. */
export function syntheticChallenge(): Challenge {
  return {
    schema: 1,
    number: 1,
    pair: ["ctm", "lstm"],
    winner: "ctm",
    loser: "lstm",
    factor: 2,
    winnerTrials: 0,
    loserTrialsBefore: 8,
    sampler: "halton",
    seed: 7,
    budget: { kind: "examples", examples: 5000 },
    trials: exampleTrials([...ACCURACIES, ...ACCURACIES]),
    settings: { "optimiser.learningRate": 0.008 },
    settingsChanged: true,
    before: {
      verdict: "leads",
      mean: 0.04,
      interval: { low: 0.03, high: 0.05 },
      sentence: "ctm leads lstm on mnist",
    },
    after: {
      verdict: "matches",
      mean: 0.001,
      interval: { low: -0.004, high: 0.006 },
      sentence: "ctm matches lstm on mnist",
    },
    outcome: "overturned",
    code: "c",
  };
}
