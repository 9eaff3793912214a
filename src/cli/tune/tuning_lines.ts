import type { TuningFindings } from "../../analysis/mod.ts";

/** The verdicts after searches of several lengths as lines for a reader; none without a search. */
export function tuningLines(found: TuningFindings | null): string[] {
  if (found === null) return [];
  const texts = found.rows.map(({ baseline, verdicts, robust, flips }) => {
    const each = found.verdicts.map(({ trials }, place) =>
      `${verdicts[place] ?? "no verdict"} after ${trials} trial${trials === 1 ? "" : "s"}`
    );
    const end = robust
      ? " -> tuning-robust"
      : flips.length > 0
      ? ` -> flips with ${flips.join(" and ")} trials`
      : "";
    return `${baseline}: ${each.join(", ")}${end}`;
  });
  return ["by length of the search:", ...texts.map((text) => `  ${text}`)];
}
