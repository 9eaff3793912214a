import type { Comparison, ScopeEstimate } from "./comparison.ts";
import { formatCount, formatP, formatPoints } from "./format_numbers.ts";
import { primaryEstimate } from "./primary_estimate.ts";

/**
 * The verdict in one plain line. Differences are fractions and are shown in percentage points, with
 * the difference interval of the primary scope; an inconclusive one ends with the reason:
 *
 * `CTM leads LSTM on mnist: +1.20 pp [+0.97, +1.43], margin ±1.00 pp, 10 seeds × 10,000 examples, p = 9.3e-7`
 */
export function verdictSentence(comparison: Comparison): string {
  const estimate = primaryEstimate(comparison);
  const numbers = [marginPart(comparison), sizePart(comparison) + lookPart(comparison)];
  if (estimate !== null) {
    numbers.unshift(estimatePart(estimate));
    numbers.push(`p = ${formatP(estimate.p)}`);
  }
  const why = comparison.verdict === "inconclusive" ? `; ${comparison.reason}` : "";
  return `${statement(comparison)}: ${numbers.join(", ")}${why}`;
}

function statement({ verdict, clear, left, right, dataset }: Comparison): string {
  switch (verdict) {
    case "leads":
    case "trails":
      return `${left} ${clear ? "clearly " : ""}${verdict} ${right} on ${dataset}`;
    case "matches":
      return `${left} matches ${right} on ${dataset}`;
    case "inconclusive":
      return `${left} against ${right} on ${dataset} is inconclusive`;
    default:
      return verdict satisfies never;
  }
}

function estimatePart({ mean, difference }: ScopeEstimate): string {
  const [low, high] = [formatPoints(difference.low), formatPoints(difference.high)];
  return `${formatPoints(mean)} pp [${low}, ${high}]`;
}

function marginPart({ verdict, margin, marginNeeded }: Comparison): string {
  const text = `margin ±${(margin * 100).toFixed(2)} pp`;
  if (verdict !== "matches" || marginNeeded === null) return text;
  // Rounded up: at a margin rounded down the verdict would not hold.
  return `${text} (holds down to ±${(Math.ceil(marginNeeded * 1e4) / 100).toFixed(2)})`;
}

function sizePart(comparison: Comparison): string {
  const { seeds, examples } = comparison;
  const size = `${countOf(seeds.length, "seed")} × ${countOf(examples, "example")}`;
  return primaryEstimate(comparison)?.scope === "benchmark"
    ? `${size} (these examples only)`
    : size;
}

/** Which look the numbers are of, and whether more seeds are there since. */
function lookPart({ look }: Comparison): string {
  if (look === null || look.at === null) return "";
  const number = `look ${look.planned.indexOf(look.at) + 1} of ${look.planned.length}`;
  return look.formal ? ` (${number})` : ` (${number}; ${look.available} seeds now: not a look)`;
}

function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}
