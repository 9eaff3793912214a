import { type Choice, usageError } from "../spec/mod.ts";
import { type ScheduleName, scheduleOptionsSchemas } from "./options.ts";

/** Numbers of the authors' warm-up and cosine schedule. */
export interface CosineShape {
  /** Largest rate. */
  readonly base: number;
  /** W, steps of warm-up. */
  readonly warmup: number;
  /** N, steps of the whole training. */
  readonly total: number;
  /** Rate of step 0. Default 1e-20. */
  readonly start?: number;
  /** Rate at the end. Default 1e-7. */
  readonly end?: number;
}

/**
 * Learning rate of step k (0-based) in closed form: linear from `start` at 0 to `base` at W - 1,
 * `base` once more at W, then a half cosine to `end` at N. Past N it rises again. With W = 0 it
 * starts the cosine from `start` and so never trains, as the authors' recursion does.
 *
 * Source: the authors' `WarmupCosineAnnealingLR`.
 */
export function warmupCosine(k: number, shape: CosineShape): number {
  const { base, warmup, total, start = 1e-20, end = 1e-7 } = shape;
  if (k < warmup) return warmup === 1 ? start : start + (base - start) * k / (warmup - 1);
  const top = warmup === 0 ? start : base;
  return end + (top - end) * (1 + Math.cos(Math.PI * (k - warmup) / (total - warmup))) / 2;
}

/** Learning rate of step k: linear from 0 to `base` at W, then constant; W may be 0. */
export function warmupConstant(k: number, { base, warmup }: { base: number; warmup: number }) {
  return k < warmup ? base * k / warmup : base;
}

/**
 * Learning rate of step k: linear from 0 to `base` at W, then times `gamma` at each milestone. A
 * schedule without warm-up decays one step later, as the authors' `WarmupMultiStepLR` does.
 */
export function warmupMultistep(
  k: number,
  shape: {
    readonly base: number;
    readonly warmup: number;
    readonly milestones: readonly number[];
    readonly gamma: number;
  },
): number {
  const { base, warmup, milestones, gamma } = shape;
  if (k < warmup) return base * k / warmup;
  const late = warmup === 0 ? 1 : 0;
  return base * gamma ** milestones.filter((milestone) => k >= milestone + late).length;
}

/** Where training stands when a step is about to be made. */
export interface SchedulePosition {
  /** 0-based. */
  readonly step: number;
  /** Part of the budget used, 0 to 1. */
  readonly progress: number;
}

/** Steps that a budget in seconds is divided into, to read a schedule off its progress. */
const VIRTUAL_STEPS = 1_000_000;

/**
 * Makes the schedule of a run.
 *
 * @param totalSteps Steps of the whole budget, or `null` for a budget in seconds: the schedule then
 *   follows the part of the budget used.
 * @throws {BenchError} With exit code 2 for a warm-up that the budget cannot have.
 */
export function createSchedule(
  choice: Choice,
  { base, totalSteps }: { readonly base: number; readonly totalSteps: number | null },
): (position: SchedulePosition) => number {
  const name = choice.name as ScheduleName;
  const options = scheduleOptionsSchemas[name].parse(choice.options);
  const total = totalSteps ?? VIRTUAL_STEPS;
  // A cosine starts where the warm-up ends, and without any that is near 0.
  const least = name === "warmup-cosine" ? 1 : 0;
  const warmup = warmupSteps(options.warmup, { totalSteps, least });
  const index = ({ step, progress }: SchedulePosition) =>
    totalSteps === null ? progress * VIRTUAL_STEPS : step;
  switch (name) {
    case "warmup-cosine":
      return (position) => warmupCosine(index(position), { base, warmup, total });
    case "warmup-constant":
      return (position) => warmupConstant(index(position), { base, warmup });
    case "warmup-multistep": {
      const { milestones, gamma } = scheduleOptionsSchemas[name].parse(choice.options);
      if (totalSteps === null && milestones.length > 0) {
        throw usageError(
          "Schedule warmup-multistep: milestones are steps, whose number a budget in seconds does not fix; use warmup-cosine or another budget",
        );
      }
      return (position) => warmupMultistep(index(position), { base, warmup, milestones, gamma });
    }
    default:
      return name satisfies never;
  }
}

function warmupSteps(
  warmup: { kind: "steps"; steps: number } | { kind: "fraction"; fraction: number },
  { totalSteps, least }: { readonly totalSteps: number | null; readonly least: 0 | 1 },
): number {
  if (warmup.kind === "fraction") {
    if (warmup.fraction === 0) return least;
    return Math.max(1, Math.round(warmup.fraction * (totalSteps ?? VIRTUAL_STEPS)));
  }
  const { steps } = warmup;
  if (steps === 0 && least === 0) return 0;
  if (totalSteps === null) {
    throw usageError(
      `Schedule: a warm-up of ${steps} steps needs a budget with a known number of steps; give it as a fraction of a budget in seconds`,
    );
  }
  if (steps === 0) {
    throw usageError(
      "Schedule warmup-cosine: a warm-up of 0 steps never trains, as the cosine falls from where the warm-up ends; give at least 1 step, or use warmup-constant",
    );
  }
  if (steps >= totalSteps) {
    throw usageError(
      `Schedule: a warm-up of ${steps} steps does not fit a run of ${totalSteps} steps; give ${least} to ${
        totalSteps - 1
      }, or raise --budget`,
    );
  }
  return steps;
}
