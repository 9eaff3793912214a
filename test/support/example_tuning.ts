import type { ModelTuning, SearchSpace, Tuning, TuningTrial } from "../../src/spec/mod.ts";
import { bestTrial, tuningHash } from "../../src/spec/mod.ts";
import { exampleCurvePoint, exampleSweep } from "./study_fixture.ts";

/** Learning rates from 1e-4 to 1e-1. */
export const EXAMPLE_SPACE: SearchSpace = {
  name: "example",
  dimensions: [{ setting: "optimiser.learningRate", low: 1e-4, high: 1e-1, scale: "log" }],
};

/** Trials that reached `accuracies`, `null` for a missing one, at `rates` or at 0.001, 0.002 and so on. */
export function exampleTrials(
  accuracies: readonly (number | null)[],
  rates: readonly number[] = accuracies.map((_, index) => 0.001 * (index + 1)),
): TuningTrial[] {
  return accuracies.map((accuracy, index) => ({
    position: index + 1,
    origin: "sampler",
    id: `${index}`.padStart(16, "0"),
    settings: { "optimiser.learningRate": rates[index]! },
    status: accuracy === null ? "missing" : "completed",
    detail: accuracy === null ? "not started" : "",
    accuracy,
    loss: accuracy === null ? null : 1 - accuracy,
    spend: accuracy === null ? null : exampleCurvePoint(1).spend,
  }));
}

/** The search of one model. */
export function exampleSearch(
  model: string,
  accuracies: readonly (number | null)[],
  change: Partial<ModelTuning> = {},
): ModelTuning {
  return {
    model,
    space: EXAMPLE_SPACE,
    sampler: "halton",
    seed: 7,
    budget: { kind: "examples", examples: 160 },
    trials: exampleTrials(accuracies),
    ...change,
  };
}

/** A whole search for the study of `exampleSweep()`. */
export function exampleTuning(
  models: readonly ModelTuning[],
  change: Partial<Tuning> = {},
): Tuning {
  const tuning: Tuning = {
    schema: 1,
    sweep: exampleSweep(),
    backend: "wasm",
    data: "d".repeat(64),
    code: "c",
    borrowed: null,
    models: [...models],
    best: Object.fromEntries(
      models.flatMap(({ model, trials }) => {
        const best = bestTrial(trials);
        return best === null ? [] : [[model, best.position]];
      }),
    ),
    sha256: "",
    ...change,
  };
  return { ...tuning, sha256: tuningHash(tuning) };
}
