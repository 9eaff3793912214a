import type { Comparison, ScopeEstimate } from "./comparison.ts";
import { compareAtLooks, type JudgeLook } from "./compare_at_looks.ts";
import { judge } from "./judge.ts";
import { equivalenceMargin } from "./margin.ts";
import type { ComparedSide } from "./pair_runs.ts";
import type { GateObstacle } from "./sanity_gate.ts";
import type { Criteria } from "./scope_estimate.ts";

/** Two trials on one data set, and how they are to be judged. */
export interface ComparisonInput {
  /** The model that the verdict is about. */
  readonly left: ComparedSide;
  /** The baseline. */
  readonly right: ComparedSide;
  readonly dataset: string;
  /** Two-sided level, 0.05 by the protocol; below 0.5. */
  readonly alpha: number;
  /** m, the number of primary comparisons that share `alpha`. */
  readonly comparisons: number;
  /** Equivalence margin, or `auto` for the rule of the protocol, which reads fractions. */
  readonly margin: number | "auto";
  /** Accuracy of guessing, at which every example of a diverged run counts. */
  readonly chance: number;
  /**
   * Seeds that were to be run, in the order of their runs; those of the runs are added. Missing ones
   * count as dropped, or, with planned looks, as still to come.
   */
  readonly plannedSeeds?: readonly number[];
  /** Numbers of seeds at which a verdict may be given, rising; `null` (default): at any number. */
  readonly looks?: readonly number[] | null;
  /** What the verdict is about; the population (default) where per-example results exist. */
  readonly scope?: ScopeEstimate["scope"];
  /** A sanity gate that one of the trials failed; `null` (default) for none. */
  readonly gate?: GateObstacle | null;
  /** Margins of the verdict strip; 0.25, 0.5, 1 and 2 percentage points unless given. */
  readonly stripMargins?: readonly number[];
}

/**
 * The paired comparison of two trials with its verdict. Seeds are paired by intersection. A diverged
 * run, or one whose accuracy is not a number, is a result: each of its examples counts as correct
 * with the probability of guessing. The verdict is that of the chosen scope; where that is the
 * population and a run lacks per-example results, it is that of the benchmark scope, and the reason
 * says so.
 *
 * With planned looks the verdict, and all numbers with it, is that of the latest look; see
 * {@link compareAtLooks}.
 *
 * @throws {BenchError} With exit code 1 for runs that contradict each other (see {@link pairRuns}).
 * @throws {RangeError} For criteria out of range.
 *
 * Source: statistical protocol, 3.1 to 3.3, 3.5 and 3.7.
 */
export function comparePaired(input: ComparisonInput): Comparison {
  const { looks = null } = input;
  return looks === null ? judgeOnce(input, {}) : compareAtLooks({ ...input, looks }, judgeOnce);
}

const judgeOnce: JudgeLook = (input, { tails, obstacle = null }) => {
  const { margin, reason: marginReason } = input.margin === "auto"
    ? equivalenceMargin(input.right.validationError)
    : { margin: input.margin, reason: "given for this study" };
  const criteria = { alpha: input.alpha, comparisons: input.comparisons, margin };
  requireCriteria(criteria, input.chance);
  return judge(input, {
    criteria: tails === undefined ? criteria : { ...criteria, tails },
    marginReason,
    obstacle: input.gate?.obstacle ?? obstacle,
  });
};

function requireCriteria({ alpha, comparisons, margin }: Criteria, chance: number): void {
  if (!(alpha > 0 && alpha < 0.5)) {
    throw new RangeError(`alpha must lie between 0 and 0.5, got ${alpha}`);
  }
  if (!(Number.isInteger(comparisons) && comparisons >= 1)) {
    throw new RangeError(`The number of comparisons must be 1 or more, got ${comparisons}`);
  }
  if (!(margin > 0)) throw new RangeError(`The margin must be positive, got ${margin}`);
  if (!(chance >= 0 && chance <= 1)) {
    throw new RangeError(`The chance level is a fraction from 0 to 1, got ${chance}`);
  }
}
