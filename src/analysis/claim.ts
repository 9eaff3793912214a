import type { ClaimSpec } from "../spec/claim.ts";
import { type ClaimPartFinding, type ClaimState, judgeClaimPart } from "./claim_part.ts";
import type { Comparison } from "./comparison.ts";
import { replicabilityCount } from "./multiplicity.ts";

/** What there is of a claim on one of its data sets. */
export interface ClaimStudy {
  readonly dataset: string;
  /** The reference against each baseline that has finished runs. */
  readonly comparisons: readonly Comparison[];
  /** Why the study may not be judged (a failed gate, an unfair comparison); `null` when it may. */
  readonly obstacle: string | null;
}

/** A claim on one data set: all parts together. */
export interface ClaimDatasetFinding {
  readonly dataset: string;
  readonly state: ClaimState;
  readonly parts: readonly ClaimPartFinding[];
  /** p of all parts together, the largest of theirs. */
  readonly p: number;
}

/** What the studies of a claim say about it. */
export interface ClaimEvaluation {
  readonly state: ClaimState;
  readonly datasets: readonly ClaimDatasetFinding[];
  /** How many data sets support the claim each on its own, by Holm's adjusted p values. */
  readonly replicability: number;
  /** What would decide an undetermined claim; `null` for the other states. One sentence. */
  readonly missing: string | null;
}

/**
 * Says whether a claim is supported, refuted or undetermined. On a data set all parts must hold; of
 * the data sets all or a majority, as registered.
 *
 * @param studies In any order; a data set without one is undetermined.
 *
 * Source: statistical protocol, 3.6.
 */
export function evaluateClaim(claim: ClaimSpec, studies: readonly ClaimStudy[]): ClaimEvaluation {
  const datasets = claim.datasets.map(({ name, splits }): ClaimDatasetFinding => {
    const study = studies.find(({ dataset }) => dataset === name);
    const parts = claim.parts.map((part) =>
      judgeClaimPart(claim, {
        part,
        dataset: name,
        comparison: study?.comparisons.find(({ right }) => right === part.baseline) ?? null,
        obstacle: study?.obstacle ?? null,
        examples: splits.test,
      })
    );
    const state = allOf(parts.map((part) => part.state));
    // A part that does not hold supports nothing, however small the p of its difference.
    const p = Math.max(...parts.map((part) => part.state === "supported" ? part.p : 1));
    return { dataset: name, state, parts, p };
  });
  const states = datasets.map(({ state }) => state);
  const state = claim.combination === "all" ? allOf(states) : majorityOf(states);
  return {
    state,
    datasets,
    replicability: replicabilityCount(datasets.map(({ p }) => p), claim.alpha),
    missing: state === "undetermined" ? missingText(datasets) : null,
  };
}

function allOf(states: readonly ClaimState[]): ClaimState {
  if (states.includes("refuted")) return "refuted";
  return states.every((state) => state === "supported") ? "supported" : "undetermined";
}

/** More than half decide it: supported by them, or out of reach without them. */
function majorityOf(states: readonly ClaimState[]): ClaimState {
  const count = (wanted: ClaimState) => states.filter((state) => state === wanted).length;
  if (count("supported") > states.length / 2) return "supported";
  return count("refuted") >= states.length / 2 ? "refuted" : "undetermined";
}

function missingText(datasets: readonly ClaimDatasetFinding[]): string {
  const needs = datasets
    .filter(({ state }) => state === "undetermined")
    .map(({ dataset, parts }) => {
      const open = parts.filter((part) => part.missing !== null);
      const texts = new Set(open.map((part) => part.missing!));
      const [first] = texts;
      return texts.size === 1
        ? `on ${dataset} ${first}`
        : `on ${dataset} ${open.map((one) => `${one.missing} (${one.baseline})`).join(" and ")}`;
    });
  return needs.join("; ");
}
