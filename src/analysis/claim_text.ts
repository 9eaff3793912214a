import type { ClaimSpec } from "../spec/claim.ts";
import type { ClaimEvaluation } from "./claim.ts";
import type { ClaimState } from "./claim_part.ts";

/** A part of a claim in words: `ctm matches or trails cnn`. */
export function claimPartText(reference: string, part: ClaimSpec["parts"][number]): string {
  return `${reference} ${part.statement} ${part.baseline}`;
}

/** What a claim's state rests on, one sentence without a full stop. */
export function claimSentence(claim: ClaimSpec, evaluation: ClaimEvaluation): string {
  const { state, datasets } = evaluation;
  const wanted = claim.combination === "all"
    ? "on all of its data sets"
    : "on more than half of its data sets";
  const names = (which: ClaimState) =>
    datasets.filter((one) => one.state === which).map((one) => one.dataset).join(", ") || "none";
  return `the claim, which is to hold ${wanted}, is ${state}: supported on ${
    names("supported")
  }, refuted on ${names("refuted")}, undetermined on ${names("undetermined")}`;
}
