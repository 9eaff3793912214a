import { z } from "zod";
import { parseOrRefuse } from "../pytorch/refuse.ts";
import { warmupConstant, warmupCosine, warmupMultistep } from "../training/mod.ts";
import type { Comparison } from "./comparison.ts";

const common = {
  name: z.string(),
  steps: z.int().positive(),
  /** Whether a warm-up was built on the same optimiser before, which changes nothing. */
  wired: z.boolean().optional(),
  lr: z.number().positive(),
  warmup_steps: z.int().nonnegative(),
  /** The rates in float64. */
  lr_f64: z.array(z.number()).optional(),
};

/** The authors' schedules with the arguments of their constructors. */
const scheduleSchema = z.discriminatedUnion("scheduler", [
  z.strictObject({
    ...common,
    scheduler: z.literal("WarmupCosineAnnealingLR"),
    max_epochs: z.int().positive(),
    warmup_start_lr: z.number(),
    eta_min: z.number(),
  }),
  z.strictObject({
    ...common,
    scheduler: z.literal("WarmupMultiStepLR"),
    milestones: z.array(z.int().nonnegative()),
    gamma: z.number(),
  }),
  z.strictObject({ ...common, scheduler: z.literal("warmup") }),
]);

type Schedule = z.infer<typeof scheduleSchema>;

/** Relative tolerance of rates in float64. */
const DOUBLE_TOLERANCE = 1e-9;

/** A case of schedules: the learning rate of every step, stored and in full precision. */
export async function verifySchedules(comparison: Comparison): Promise<void> {
  for (const subcase of comparison.fixture.info.subcases) {
    const schedule = parseOrRefuse(scheduleSchema, subcase, "subcases");
    const rates = Array.from({ length: schedule.steps }, (_, k) => rateOf(schedule, k));
    await comparison.compareStored(`expected/${schedule.name}/lr`, rates);
    const wrong = (schedule.lr_f64 ?? []).findIndex((expected, k) =>
      !(Math.abs(rates[k]! - expected) <= 1e-15 + DOUBLE_TOLERANCE * Math.abs(expected))
    );
    if (wrong >= 0) {
      comparison.fail(
        `${schedule.name}: rate ${rates[wrong]} at step ${wrong}, expected ${
          schedule.lr_f64![wrong]
        }`,
      );
    }
  }
}

function rateOf(schedule: Schedule, step: number): number {
  const { lr: base, warmup_steps: warmup } = schedule;
  switch (schedule.scheduler) {
    case "WarmupCosineAnnealingLR": {
      const { max_epochs: total, warmup_start_lr: start, eta_min: end } = schedule;
      return warmupCosine(step, { base, warmup, total, start, end });
    }
    case "WarmupMultiStepLR": {
      const { milestones, gamma } = schedule;
      return warmupMultistep(step, { base, warmup, milestones, gamma });
    }
    case "warmup":
      return warmupConstant(step, { base, warmup });
    default:
      return schedule satisfies never;
  }
}
