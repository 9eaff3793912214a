import type { ClaimPart, ClaimSpec, ClaimStatement } from "../spec/claim.ts";
import { estimateText, testStatement, verdictOf } from "./claim_statement.ts";
import type { Comparison, Verdict } from "./comparison.ts";

/** What is known of a claim or of a part of it. */
export type ClaimState = "supported" | "refuted" | "undetermined";

/** One part of a claim on one data set. */
export interface ClaimPartFinding extends ClaimPart {
  readonly dataset: string;
  readonly state: ClaimState;
  /** Why, one sentence without a full stop. */
  readonly reason: string;
  /** What would decide it; `null` where it is decided. One sentence without a full stop. */
  readonly missing: string | null;
  /** p of the part's own test, unadjusted; 1 where it was not made. */
  readonly p: number;
  /** `null` where nothing could be compared. */
  readonly comparison: Comparison | null;
}

/** What a part is judged by. */
export interface ClaimPartInput {
  readonly part: ClaimPart;
  readonly dataset: string;
  /** Of the reference and the part's baseline; `null` where nothing could be compared. */
  readonly comparison: Comparison | null;
  /** Why the data set as a whole may not be judged; `null` when nothing is in the way. */
  readonly obstacle: string | null;
  /** Registered test examples. */
  readonly examples: number;
}

/** The verdicts that refute a statement. */
const REFUTED_BY: { readonly [statement in ClaimStatement]: readonly Verdict[] } = {
  leads: ["matches", "trails"],
  "matches or trails": ["leads"],
  matches: ["leads", "trails"],
  trails: ["leads", "matches"],
};

/**
 * Judges one part of a claim on one data set. It is undetermined unless everything that was
 * registered is there. Support needs no correction, because every part has to be supported
 * (intersection-union); one refuted part refutes the whole, so a refutation is that of the
 * simultaneous verdict.
 *
 * Source: statistical protocol, 3.6.
 */
export function judgeClaimPart(
  claim: Pick<ClaimSpec, "seeds" | "looks" | "scope">,
  { part, dataset, comparison, obstacle, examples }: ClaimPartInput,
): ClaimPartFinding {
  const finding = { ...part, dataset, comparison, p: 1 };
  const open = (reason: string, missing: string): ClaimPartFinding => ({
    ...finding,
    state: "undetermined",
    reason,
    missing,
  });
  if (obstacle !== null) return open(obstacle, "a study without this obstacle");
  if (comparison === null) {
    return open(
      `there are no finished runs of both the reference and ${part.baseline}`,
      `the runs of the reference and ${part.baseline}`,
    );
  }
  const absent = absentSeeds(claim, comparison);
  if (absent.length > 0) {
    return open(
      `${absent.length} of ${claim.seeds.length} registered seeds have no pair of finished runs`,
      `finished runs of both models for ${seedList(absent)}`,
    );
  }
  if (comparison.examples < examples) {
    return open(
      `tested on ${comparison.examples} of ${examples} registered examples`,
      `a test on all ${examples} examples`,
    );
  }
  if (comparison.obstacle !== null) {
    return open(comparison.obstacle, comparison.missing ?? "a study without this obstacle");
  }
  const estimate = comparison[claim.scope];
  if (estimate === null) {
    return open(
      `there is no estimate in the ${claim.scope} scope, which the claim is about`,
      "per-example results of all runs",
    );
  }
  const { holds, p, text } = testStatement(part.statement, comparison, estimate);
  const verdict = verdictOf(comparison, estimate);
  if (holds) {
    const expected = agrees(part.statement, verdict);
    const although = expected ? "" : `, although the simultaneous verdict is ${verdict}`;
    return { ...finding, p, state: "supported", reason: text + although, missing: null };
  }
  if (REFUTED_BY[part.statement].includes(verdict)) {
    return {
      ...finding,
      p,
      state: "refuted",
      reason: `the simultaneous verdict is ${verdict}, ${estimateText(estimate)}`,
      missing: null,
    };
  }
  return {
    ...open(
      `neither supported nor refuted: the difference is ${estimateText(estimate)}`,
      comparison.missing ?? "more seeds or test examples",
    ),
    p,
  };
}

/** Registered seeds without a pair, none where the pairs are exactly those of a registered look. */
function absentSeeds(
  { seeds, looks }: Pick<ClaimSpec, "seeds" | "looks">,
  comparison: Comparison,
): number[] {
  const paired = new Set(comparison.seeds);
  const atLook = looks?.some((look) =>
    look === paired.size && seeds.slice(0, look).every((seed) => paired.has(seed))
  );
  return atLook ? [] : seeds.filter((seed) => !paired.has(seed));
}

function agrees(statement: ClaimStatement, verdict: Verdict): boolean {
  return statement === "matches or trails"
    ? verdict === "matches" || verdict === "trails"
    : statement === verdict;
}

function seedList(seeds: readonly number[]): string {
  return `seed${seeds.length === 1 ? "" : "s"} ${seeds.join(", ")}`;
}
