import { z } from "zod";
import { usageError } from "./errors.ts";

/** What ends a training run. Every model of a comparison gets the same one. */
export const budgetSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("steps"), steps: z.int().positive() }),
  z.strictObject({ kind: z.literal("examples"), examples: z.int().positive() }),
  z.strictObject({ kind: z.literal("flops"), flops: z.number().positive() }),
  z.strictObject({ kind: z.literal("seconds"), seconds: z.number().positive() }),
]);

/** See {@link budgetSchema}. */
export type Budget = z.infer<typeof budgetSchema>;

/** The names of the budget kinds. */
export type BudgetKind = Budget["kind"];

/** What training has used so far. All ledgers are kept whichever one stops the run. */
export interface Spend {
  /** Optimiser updates. */
  readonly steps: number;
  /** Training examples seen, repeats counted. */
  readonly examples: number;
  /** Seconds of training; evaluation, logging and the first (compiling) step are off the clock. */
  readonly seconds: number;
  /** Training FLOPs: 3 times the counted forward FLOPs of each example seen. */
  readonly flops: number;
  /** Energy in joules, or `null` where no meter is read; never 0 for "unknown". */
  readonly joules: number | null;
}

/** Form of {@link Spend} in files and messages. */
export const spendSchema: z.ZodType<Spend> = z.object({
  steps: z.number(),
  examples: z.number(),
  seconds: z.number(),
  flops: z.number(),
  joules: z.number().nullable(),
});

/** Nothing spent yet. */
export const NOTHING_SPENT: Spend = { steps: 0, examples: 0, seconds: 0, flops: 0, joules: null };

/** A step's forward and backward pass costs about three forward passes (paper code, section 10). */
const TRAINING_FACTOR = 3;

/** Training FLOPs of one example, from its forward FLOPs. */
export function trainingFlops(flopsPerExample: number): number {
  return TRAINING_FACTOR * flopsPerExample;
}

/**
 * A further budget that a study is repeated under; `reference` stands for what the reference model
 * spends under the primary one.
 */
export const secondaryBudgetSchema = z.union([
  budgetSchema,
  z.strictObject({ kind: z.literal("flops"), flops: z.literal("reference") }),
]);

/** See {@link secondaryBudgetSchema}. */
export type SecondaryBudget = z.infer<typeof secondaryBudgetSchema>;

/** The amount that `budget` allows, in its own unit. */
export function budgetAmount(budget: Budget): number {
  switch (budget.kind) {
    case "steps":
      return budget.steps;
    case "examples":
      return budget.examples;
    case "flops":
      return budget.flops;
    case "seconds":
      return budget.seconds;
    default:
      return budget satisfies never;
  }
}

/** The part of `budget` that `spend` has used, 0 to 1: the only clock that schedules and evaluation see. */
export function progress(budget: Budget, spend: Spend): number {
  return Math.min(1, spend[budget.kind] / budgetAmount(budget));
}

/**
 * The number of optimiser steps that exhaust `budget`, or `null` for a budget in seconds, whose
 * number of steps is known only afterwards. The last step may overshoot by less than one batch.
 *
 * @param flopsPerExample Training FLOPs of one example.
 */
export function totalSteps(
  budget: Budget,
  batchSize: number,
  flopsPerExample: number,
): number | null {
  switch (budget.kind) {
    case "steps":
      return budget.steps;
    case "examples":
      return Math.ceil(budget.examples / batchSize);
    case "flops":
      return Math.ceil(budget.flops / (flopsPerExample * batchSize));
    case "seconds":
      return null;
    default:
      return budget satisfies never;
  }
}

/**
 * Reads `kind=amount`, for example `examples=20000`, `flops=1e13`, `seconds=90`.
 *
 * @throws {BenchError} With exit code 2 for anything else.
 */
export function parseBudget(text: string): Budget {
  const [kind, amount, ...rest] = text.split("=");
  const value = Number(amount);
  const result = budgetSchema.safeParse({ kind, [kind ?? ""]: value });
  if (rest.length > 0 || amount === undefined || amount.trim() === "" || !result.success) {
    throw usageError(
      `--budget ${text}: expected steps=N, examples=N, flops=X or seconds=X with a positive amount, for example --budget examples=20000`,
    );
  }
  return result.data;
}

/**
 * Reads a secondary budget: as {@link parseBudget}, or `flops=reference`.
 *
 * @throws {BenchError} With exit code 2 for anything else.
 */
export function parseSecondaryBudget(text: string): SecondaryBudget {
  return text === "flops=reference" ? { kind: "flops", flops: "reference" } : parseBudget(text);
}

/** The inverse of {@link parseBudget} and {@link parseSecondaryBudget}. */
export function formatBudget(budget: SecondaryBudget): string {
  if (budget.kind === "flops") return `flops=${budget.flops}`;
  return `${budget.kind}=${budgetAmount(budget)}`;
}
