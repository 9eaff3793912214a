import { countedAccuracy, differenceMatrix, divergedRemarks } from "./chance_level.ts";
import type { Comparison, ScopeEstimate } from "./comparison.ts";
import { correlation, meanOf } from "./describe.ts";
import { findIdenticalRuns } from "./identical_runs.ts";
import { equivalenceMargin } from "./margin.ts";
import { whatIsMissing } from "./missing.ts";
import { type ComparedSide, pairRuns } from "./pair_runs.ts";
import { pairedT } from "./paired_t.ts";
import { type Criteria, scopeEstimate } from "./scope_estimate.ts";
import { scopeNote } from "./scope_note.ts";
import { signFlip } from "./sign_flip.ts";
import { twoWay } from "./two_way.ts";
import { decideVerdict, verdictStrip } from "./verdict.ts";

/** More dropped pairs than this share of the seeds leave the comparison inconclusive. */
const MOST_DROPPED = 0.1;

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
  /** Seeds that were to be run; those of the runs are added. Missing ones count as dropped. */
  readonly plannedSeeds?: readonly number[];
  /** Margins of the verdict strip; 0.25, 0.5, 1 and 2 percentage points unless given. */
  readonly stripMargins?: readonly number[];
}

/**
 * The paired comparison of two trials with its verdict. Seeds are paired by intersection. A diverged
 * run, or one whose accuracy is not a number, is a result: each of its examples counts as correct with the probability of guessing. The
 * verdict is that of the population scope where per-example results exist for all pairs, otherwise
 * that of the benchmark scope, and then the reason says so.
 *
 * @throws {BenchError} With exit code 1 for runs that contradict each other (see {@link pairRuns}).
 * @throws {RangeError} For criteria out of range.
 *
 * Source: statistical protocol, 3.1 to 3.3 and 3.5.
 */
export function comparePaired(input: ComparisonInput): Comparison {
  const { left, right, chance } = input;
  const { margin, reason: marginReason } = input.margin === "auto"
    ? equivalenceMargin(right.validationError)
    : { margin: input.margin, reason: "given for this study" };
  const criteria = { alpha: input.alpha, comparisons: input.comparisons, margin };
  requireCriteria(criteria);
  if (!(chance >= 0 && chance <= 1)) {
    throw new RangeError(`The chance level is a fraction from 0 to 1, got ${chance}`);
  }

  const paired = pairRuns(left, right, input.plannedSeeds);
  const leftRuns = paired.pairs.map((pair) => pair.left);
  const rightRuns = paired.pairs.map((pair) => pair.right);
  const leftAccuracies = leftRuns.map((run) => countedAccuracy(run, chance));
  const rightAccuracies = rightRuns.map((run) => countedAccuracy(run, chance));
  const perSeed = paired.pairs.map(({ seed }, index) => {
    const [ofLeft, ofRight] = [leftAccuracies[index]!, rightAccuracies[index]!];
    return { seed, left: ofLeft, right: ofRight, difference: ofLeft - ofRight };
  });
  const differences = perSeed.map((one) => one.difference);
  const layout = { seeds: perSeed.length, examples: paired.examples };
  const estimable = layout.seeds >= 2;

  const matrix = differenceMatrix(paired, chance);
  const crossed = matrix && estimable && layout.examples >= 2 ? twoWay(matrix, layout.seeds) : null;
  const population = crossed && scopeEstimate("population", crossed, criteria);
  const benchmark = estimable ? scopeEstimate("benchmark", pairedT(differences), criteria) : null;
  const estimate = population ?? benchmark;

  const identicalLeft = findIdenticalRuns(left.label, leftRuns);
  const identicalRight = findIdenticalRuns(right.label, rightRuns);
  const identical = identicalLeft.obstacle ?? identicalRight.obstacle;
  const planned = layout.seeds + paired.dropped.length;
  const tooManyDropped = paired.dropped.length > MOST_DROPPED * planned;
  const obstacle = tooManyDropped
    ? `${paired.dropped.length} of ${planned} seed pairs are incomplete, more than 10 %`
    : identical;

  const evidence = { estimate, seeds: layout.seeds, margin, obstacle };
  const decision = decideVerdict(evidence);
  const inScope = (estimate: ScopeEstimate) => ({
    estimate,
    verdict: decideVerdict({ ...evidence, estimate }).verdict,
  });
  return {
    left: left.label,
    right: right.label,
    dataset: input.dataset,
    seeds: perSeed.map((one) => one.seed),
    examples: layout.examples,
    leftAccuracy: layout.seeds > 0 ? meanOf(leftAccuracies) : NaN,
    rightAccuracy: layout.seeds > 0 ? meanOf(rightAccuracies) : NaN,
    perSeed,
    population,
    benchmark,
    variance: crossed?.variance ?? null,
    ...criteria,
    marginReason,
    ...decision,
    reason: estimate?.scope === "benchmark"
      ? `${decision.reason}; for these very test examples only, as per-example results are missing`
      : decision.reason,
    missing: decision.verdict === "inconclusive"
      ? whatIsMissing({
        estimate,
        variance: crossed?.variance ?? null,
        layout,
        criteria,
        dropped: tooManyDropped ? paired.dropped : [],
        identical: identical !== null,
      })
      : null,
    scopeNote: population && benchmark && scopeNote(inScope(population), inScope(benchmark)),
    signFlip: estimable ? signFlip(differences) : null,
    correlation: correlation(leftAccuracies, rightAccuracies),
    strip: verdictStrip(evidence, input.stripMargins),
    remarks: [
      ...paired.remarks,
      ...divergedRemarks(left.label, leftRuns, chance),
      ...divergedRemarks(right.label, rightRuns, chance),
      ...identicalLeft.remarks,
      ...identicalRight.remarks,
    ],
  };
}

function requireCriteria({ alpha, comparisons, margin }: Criteria): void {
  if (!(alpha > 0 && alpha < 0.5)) {
    throw new RangeError(`alpha must lie between 0 and 0.5, got ${alpha}`);
  }
  if (!(Number.isInteger(comparisons) && comparisons >= 1)) {
    throw new RangeError(`The number of comparisons must be 1 or more, got ${comparisons}`);
  }
  if (!(margin > 0)) throw new RangeError(`The margin must be positive, got ${margin}`);
}
