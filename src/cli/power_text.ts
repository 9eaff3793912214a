import type { PowerGoal } from "../analysis/mod.ts";

/** A fraction in percentage points without its unit. */
export function pointsText(fraction: number): string {
  return (100 * fraction).toFixed(2);
}

/** A probability in per cent. */
export function powerText(power: number): string {
  return `${(100 * power).toFixed(1)} %`;
}

/** The level of a comparison in words. */
export function levelNote(alpha: number, comparisons: number): string {
  return comparisons === 1
    ? `level ${alpha}`
    : `level ${alpha} shared by ${comparisons} comparisons`;
}

/** A goal as a heading, with a warning where the rule would call the difference none. */
export function goalText(goal: PowerGoal, margin: number): string {
  const wanted = `with power ${goal.power}`;
  if (goal.kind === "match") {
    return `match: to show equivalence within ±${pointsText(margin)} pp where the difference is ${
      pointsText(goal.difference)
    } pp, ${wanted}`;
  }
  const small = goal.difference < margin
    ? " (below the margin: a precise study calls it a match, which has precedence)"
    : "";
  return `lead: to show a difference of ${pointsText(goal.difference)} pp, ${wanted}${small}`;
}
