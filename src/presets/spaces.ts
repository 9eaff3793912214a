import type { SearchDimension, SearchSpace } from "../spec/mod.ts";

/**
 * What is searched for every model unless a file says otherwise: the same settings in the same
 * ranges. They are wide, so that one space serves every preset: their learning rates lie well inside.
 */
export const SHARED_DIMENSIONS: readonly SearchDimension[] = [
  { setting: "optimiser.learningRate", low: 3e-5, high: 3e-2, scale: "log" },
  { setting: "optimiser.weightDecay", low: 1e-5, high: 1e-1, scale: "log" },
  { setting: "schedule.warmup", low: 0, high: 0.2, scale: "linear" },
];

/** The declared search space of each of `models`. */
export function defaultSpaces(models: readonly string[]): ReadonlyMap<string, SearchSpace> {
  return new Map(
    models.map((model) => [model, { name: "shared", dimensions: [...SHARED_DIMENSIONS] }]),
  );
}
