import type { CaseReport } from "./comparison.ts";

/** A case that was verified. */
export interface CaseResult {
  readonly name: string;
  readonly report: CaseReport;
}

/** Reasons that fit a line; the others are counted. */
const REASONS = 2;

/**
 * The line of a case: whether it passes, how many tensors were compared, and the worst one.
 *
 * @param layout `width` of the column of names; `seconds` that it took.
 */
export function caseLine(
  { name, report: { compared, worst, failures } }: CaseResult,
  { width, seconds }: { readonly width: number; readonly seconds: number },
): string {
  const reasons = failures.slice(0, REASONS);
  const more = failures.length - reasons.length;
  const parts = [
    failures.length === 0 ? "pass" : "FAIL",
    name.padEnd(width),
    ...compared === 0 ? [] : [`${String(compared).padStart(3)} tensors`],
    ...worst === null
      ? []
      : [`worst ${worst.error.toPrecision(2)} of its tolerance at ${worst.name}`],
    ...failures.length === 0 ? [] : [reasons.join("; ") + (more > 0 ? `; ${more} more` : "")],
    `${seconds.toFixed(1)} s`,
  ];
  return parts.join("  ");
}
