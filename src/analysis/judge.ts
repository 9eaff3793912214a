import { divergedRemarks } from "./chance_level.ts";
import type { Comparison, ScopeEstimate } from "./comparison.ts";
import type { ComparisonInput } from "./compare.ts";
import { correlation, meanOf } from "./describe.ts";
import { findIdenticalRuns } from "./identical_runs.ts";
import { whatIsMissing } from "./missing.ts";
import { pairRuns } from "./pair_runs.ts";
import { pairedEstimates } from "./paired_estimates.ts";
import { primaryEstimate } from "./primary_estimate.ts";
import type { Criteria } from "./scope_estimate.ts";
import { scopeNote } from "./scope_note.ts";
import { signFlip } from "./sign_flip.ts";
import { decideVerdict, MINIMUM_SEEDS, verdictStrip } from "./verdict.ts";

/** More dropped pairs than this share of the seeds leave the comparison inconclusive. */
const MOST_DROPPED = 0.1;

/** How the runs of one comparison are judged. */
export interface Judgement {
  readonly criteria: Criteria;
  readonly marginReason: string;
  /** Why there can be no verdict whatever the runs say; `null` when nothing. */
  readonly obstacle: string | null;
}

/**
 * Judges all runs of a comparison at once, as a single test or, with the levels of a look, as one
 * look.
 *
 * @throws {BenchError} With exit code 1 for runs that contradict each other (see {@link pairRuns}).
 *
 * Source: statistical protocol, 3.1 to 3.3.
 */
export function judge(
  input: ComparisonInput,
  { criteria, marginReason, obstacle: hindrance }: Judgement,
): Comparison {
  const { left, right, chance, scope = "population" } = input;
  const { alpha, comparisons, margin } = criteria;
  const paired = pairRuns(left, right, input.plannedSeeds);
  const leftRuns = paired.pairs.map((pair) => pair.left);
  const rightRuns = paired.pairs.map((pair) => pair.right);
  const estimates = pairedEstimates(paired, { chance, criteria });
  const { perSeed, population, benchmark, variance } = estimates;
  const layout = { seeds: perSeed.length, examples: paired.examples };
  const leftAccuracies = perSeed.map((one) => one.left);
  const rightAccuracies = perSeed.map((one) => one.right);
  const estimate = primaryEstimate({ scope, ...estimates });

  const identicalLeft = findIdenticalRuns(left.label, leftRuns);
  const identicalRight = findIdenticalRuns(right.label, rightRuns);
  const identical = identicalLeft.obstacle ?? identicalRight.obstacle;
  const planned = layout.seeds + paired.dropped.length;
  const tooManyDropped = paired.dropped.length > MOST_DROPPED * planned;
  const obstacle = hindrance ??
    (tooManyDropped
      ? `${paired.dropped.length} of ${planned} seed pairs are incomplete, more than 10 %`
      : identical);

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
    scope,
    population,
    benchmark,
    variance,
    alpha,
    comparisons,
    margin,
    marginReason,
    ...decision,
    obstacle,
    reason: estimate?.scope === "benchmark"
      ? `${decision.reason}; for these very test examples only, as ${
        population === null ? "per-example results are missing" : "chosen for this study"
      }`
      : decision.reason,
    missing: decision.verdict === "inconclusive"
      ? (layout.seeds < MINIMUM_SEEDS ? null : input.gate?.missing) ?? whatIsMissing({
        estimate,
        variance: estimate?.scope === "benchmark" ? null : variance,
        layout,
        criteria: { alpha, comparisons, margin },
        dropped: tooManyDropped ? paired.dropped : [],
        identical: identical !== null,
      })
      : null,
    scopeNote: population && benchmark && scopeNote(inScope(population), inScope(benchmark)),
    signFlip: layout.seeds >= 2 ? signFlip(perSeed.map((one) => one.difference)) : null,
    correlation: correlation(leftAccuracies, rightAccuracies),
    look: null,
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
