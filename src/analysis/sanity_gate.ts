import type { Interval } from "./comparison.ts";
import { describe, meanOf } from "./describe.ts";
import { formatPoints } from "./format_numbers.ts";
import { equivalenceMargin } from "./margin.ts";
import { studentTQuantile } from "./student_t.ts";
import { wilson } from "./wilson.ts";

/** One-sided level of the comparison with a reference. */
const LEVEL = 0.05;

/** A model of a study and what it is held against. All accuracies are of validation splits. */
export interface GateInput {
  /** Trial label. */
  readonly label: string;
  /** Accuracy of each finished run, guessing for a diverged one; at least one. */
  readonly validation: readonly number[];
  /** Validation examples of one run. */
  readonly examples: number;
  /** Accuracy of guessing. */
  readonly chance: number;
  /** Recorded runs of the same model, size, data and budget; `null` without any. */
  readonly reference: { readonly source: string; readonly validation: readonly number[] } | null;
  /** A classifier without training on the same data; `null` without one. */
  readonly floor: { readonly name: string; readonly accuracy: number } | null;
}

/** Whether a model has learned as it should. */
export interface SanityGate {
  readonly label: string;
  readonly passed: boolean;
  /** What it was held against: recorded runs, or else an untrained classifier and guessing. */
  readonly rule: "reference" | "floor";
  /** Mean validation accuracy. */
  readonly accuracy: number;
  /** Of the accuracy, 95 % (floor), or of the difference to the reference, 90 %: 5 % on each side. */
  readonly interval: Interval;
  /** The accuracy held against: mean of the reference, or the higher of floor and guessing. */
  readonly against: number;
  /** What was found, one sentence without a full stop. */
  readonly reason: string;
  /** Better than its reference by more than the margin, which is as suspicious; not an obstacle. */
  readonly notice: string | null;
}

/**
 * The sanity gate: a model that has not learned, or has clearly less than it did before, proves nothing
 * about another one, whichever of the two leads. It reads validation splits only.
 *
 * With recorded runs, the model fails if its mean accuracy is below theirs by more than the equivalence
 * margin of the protocol (one-sided two-sample t at 5 %); better by more than the margin is a notice.
 * Without them, it fails unless the 95 % interval of its accuracy lies above guessing and above the
 * untrained classifier.
 *
 * @throws {RangeError} Without runs.
 *
 * Source: the reference convergence points of MLPerf Training, here in both directions.
 */
export function sanityGate(input: GateInput): SanityGate {
  const { reference } = input;
  const runs = input.validation.length + (reference?.validation.length ?? 0);
  // Two runs in all are the fewest that have a spread beside their difference.
  return reference !== null && runs > 2 ? againstReference(input, reference) : aboveFloor(input);
}

function againstReference(
  { label, validation }: GateInput,
  { source, validation: before }: NonNullable<GateInput["reference"]>,
): SanityGate {
  const [accuracy, against] = [meanOf(validation), meanOf(before)];
  const { margin } = equivalenceMargin(1 - against);
  const difference = accuracy - against;
  const freedom = validation.length + before.length - 2;
  const squares = sumOfSquares(validation) + sumOfSquares(before);
  const error = Math.sqrt(squares / freedom * (1 / validation.length + 1 / before.length));
  const half = studentTQuantile(1 - LEVEL, freedom) * error;
  const interval = { low: difference - half, high: difference + half };
  const reached = `${label} reached ${percent(accuracy)} on validation`;
  const runs = `${percent(against)} in ${countOf(before.length, "run")} of ${source}`;
  const apart = `${formatPoints(Math.abs(difference)).slice(1) || "0.00"} pp`;
  const passed = !(interval.high < -margin);
  const suspicious = interval.low > margin;
  return {
    label,
    passed,
    rule: "reference",
    accuracy,
    interval,
    against,
    reason: passed
      ? `${reached}, its reference ${runs}`
      : `${reached}, ${apart} below its reference (${runs}): it is suspiciously weak`,
    notice: suspicious
      ? `${reached}, ${apart} above its reference (${runs}): the recipe differs, or the reference was weak`
      : null,
  };
}

function aboveFloor({ label, validation, examples, chance, floor }: GateInput): SanityGate {
  const accuracy = meanOf(validation);
  const all = validation.length * examples;
  const interval = wilson(accuracy * all, all);
  const against = Math.max(chance, floor?.accuracy ?? 0);
  const passed = interval.low > against;
  const reached = `${label} reached ${percent(accuracy)} [${percent(interval.low)}, ${
    percent(interval.high)
  }] on validation`;
  const what = floor === null
    ? `guessing (${percent(chance)})`
    : `${floor.name} (${percent(floor.accuracy)}) and guessing (${percent(chance)})`;
  return {
    label,
    passed,
    rule: "floor",
    accuracy,
    interval,
    against,
    reason: passed
      ? `${reached}, above ${what}`
      : `${reached}, which is not clearly above ${what}: it has not learned`,
    notice: null,
  };
}

/** Around the mean. */
function sumOfSquares(values: readonly number[]): number {
  const { deviation, count } = describe(values);
  return (deviation ?? 0) ** 2 * (count - 1);
}

function percent(fraction: number): string {
  return `${(100 * fraction).toFixed(1)} %`;
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Why a comparison may not be judged, and what would change that. */
export interface GateObstacle {
  readonly obstacle: string;
  readonly missing: string;
}

/** The obstacle that failed gates are to the comparison of two models, or `null` if both passed. */
export function gateObstacle(
  gates: readonly SanityGate[],
  labels: readonly string[],
): GateObstacle | null {
  const failed = gates.filter(({ label, passed }) => labels.includes(label) && !passed);
  if (failed.length === 0) return null;
  return {
    obstacle: `sanity gate failed: ${failed.map(({ reason }) => reason).join("; ")}`,
    missing: `a recipe with which ${
      failed.map(({ label }) => `${label} learns`).join(" and ")
    }, for example from deno task tune`,
  };
}
