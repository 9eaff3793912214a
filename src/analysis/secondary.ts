import { type BootstrapInterval, crossedBootstrap } from "./bootstrap.ts";
import { differenceMatrix } from "./chance_level.ts";
import type { ComparisonInput } from "./compare.ts";
import type { Comparison, Interval } from "./comparison.ts";
import {
  IMPROVEMENT_THRESHOLD,
  noetherRuns,
  pairedImprovement,
  probabilityOfImprovement,
} from "./improvement.ts";
import { type McNemar, mcNemar } from "./mc_nemar.ts";
import { type ComparedSide, pairRuns, type RunPair } from "./pair_runs.ts";
import { scopeEstimate } from "./scope_estimate.ts";
import { type SensitivityRow, sensitivityRows } from "./sensitivity.ts";
import { type Welch, welch } from "./welch.ts";
import { wilson } from "./wilson.ts";

/** Both networks of one seed, about these two networks only. */
export interface NetworkPair {
  readonly seed: number;
  readonly left: { readonly accuracy: number; readonly interval: Interval };
  readonly right: { readonly accuracy: number; readonly interval: Interval };
  readonly test: McNemar;
}

/** Statistics beside the verdict of one comparison; none of them changes it. */
export interface SecondaryStatistics {
  readonly left: string;
  readonly right: string;
  /** Empty without per-example results of single answers. */
  readonly networks: readonly NetworkPair[];
  /** As if the runs were not paired; `null` below 2 seeds or without variation. */
  readonly welch: Welch | null;
  readonly improvement: {
    /** Over all pairs of runs. */
    readonly unpaired: number;
    /** Within seeds. */
    readonly paired: number;
    /** From here on the left model counts as better. */
    readonly threshold: number;
    /** Runs a side that find this threshold with power 0.8. */
    readonly runsNeeded: number;
  } | null;
  readonly sensitivity: readonly SensitivityRow[];
  /** `null` without a population scope. */
  readonly bootstrap: (BootstrapInterval & { readonly alarm: string | null }) | null;
}

/**
 * The secondary statistics of a comparison, over the seeds that its verdict is about.
 *
 * @param input What the comparison was made of.
 * @throws {BenchError} As `comparePaired`.
 *
 * Source: statistical protocol, 3.9.
 */
export function secondaryStatistics(
  input: ComparisonInput,
  comparison: Comparison,
): SecondaryStatistics {
  const { chance } = input;
  const seeds = new Set(comparison.seeds);
  const ofVerdict = (side: ComparedSide): ComparedSide => ({
    ...side,
    runs: side.runs.filter((run) => seeds.has(run.seed)),
  });
  const paired = pairRuns(ofVerdict(input.left), ofVerdict(input.right));
  const left = comparison.perSeed.map((one) => one.left);
  const right = comparison.perSeed.map((one) => one.right);
  const matrix = comparison.population && differenceMatrix(paired, chance);
  return {
    left: comparison.left,
    right: comparison.right,
    networks: paired.pairs.flatMap((pair) => networkPair(pair) ?? []),
    welch: welch(left, right),
    improvement: left.length === 0 ? null : {
      unpaired: probabilityOfImprovement(left, right),
      paired: pairedImprovement(left, right),
      threshold: IMPROVEMENT_THRESHOLD,
      runsNeeded: Math.ceil(noetherRuns({ power: 0.8 })),
    },
    sensitivity: left.length === 0 ? [] : sensitivityRows(input, comparison, paired.pairs),
    bootstrap: matrix && crossCheck(comparison, matrix),
  };
}

/** `null` for a diverged run, and where examples have several answers. */
function networkPair({ seed, left, right }: RunPair): NetworkPair | null {
  if (left.diverged || right.diverged || left.correct === null || right.correct === null) {
    return null;
  }
  const whole = (values: Float64Array) => values.every((one) => one === 0 || one === 1);
  if (!whole(left.correct) || !whole(right.correct)) return null;
  const [ofLeft, ofRight] = [left.correct, right.correct];
  const examples = ofLeft.length;
  let onlyLeft = 0;
  let onlyRight = 0;
  ofLeft.forEach((one, index) => {
    if (one > ofRight[index]!) onlyLeft++;
    if (one < ofRight[index]!) onlyRight++;
  });
  const network = (correct: Float64Array) => {
    const right = correct.reduce((sum, one) => sum + one, 0);
    return { accuracy: right / examples, interval: wilson(right, examples) };
  };
  return {
    seed,
    left: network(ofLeft),
    right: network(ofRight),
    test: mcNemar({ onlyLeft, onlyRight, examples }),
  };
}

/** The crossed bootstrap errs on the wide side: where it excludes 0, the formula should as well. */
function crossCheck(comparison: Comparison, matrix: Float64Array) {
  const { alpha, comparisons, margin } = comparison;
  // Once more, as the interval of a look has another level.
  const population = scopeEstimate("population", comparison.population!, {
    alpha,
    comparisons,
    margin,
  });
  const level = 1 - alpha / comparisons;
  const bootstrap = crossedBootstrap(matrix, comparison.seeds.length, { level });
  const excludes = ({ low, high }: Interval) => low > 0 || high < 0;
  return {
    ...bootstrap,
    alarm: excludes(bootstrap.interval) && !excludes(population.difference)
      ? "the crossed bootstrap excludes 0, which the two-way interval includes: look at the single runs before relying on either"
      : null,
  };
}
