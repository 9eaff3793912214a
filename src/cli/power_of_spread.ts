import {
  firstSize,
  halfWidth,
  MINIMUM_SEEDS,
  minimumDetectableDifference,
  MOST_PLANNED_SEEDS,
  pairedPrecision,
  pilotInflation,
  powerOf,
} from "../analysis/mod.ts";
import { usageError } from "../spec/mod.ts";
import type { WantedGoal } from "./power.ts";
import { goalText, levelNote, pointsText, powerText } from "./power_text.ts";
import { textTable } from "./text_table.ts";

/** A study that is only imagined. Deviations and differences are fractions. */
export interface SpreadOptions {
  /** Standard deviation of the paired differences between seeds. */
  readonly deviation: number;
  /** Seeds of the study, or of the pilot that the deviation is from; `null`: none are meant. */
  readonly seeds: number | null;
  readonly margin: number;
  readonly alpha: number;
  readonly comparisons: number;
  readonly goals: readonly WantedGoal[];
}

/**
 * Power and seeds needed for an assumed standard deviation between seeds, by the paired t, as lines
 * of text.
 *
 * @throws {BenchError} With exit code 2 for a single seed, which has no spread.
 *
 * Source: statistical protocol, 3.8.
 */
export function powerOfSpread(options: SpreadOptions): string[] {
  const { deviation, seeds, margin, alpha, comparisons } = options;
  if (seeds === 1) throw usageError("--seeds 1: one seed has no spread; give at least 2");
  const level = alpha / comparisons;
  const spreads = [
    { name: "as given", deviation },
    ...(seeds === null ? [] : [{
      name: `upper 80 % bound (×${pilotInflation(seeds - 1).toFixed(3)}), if from ${seeds} seeds`,
      deviation: deviation * pilotInflation(seeds - 1),
    }]),
  ];
  const lines = [
    `standard deviation of the paired differences ${pointsText(deviation)} pp, margin ±${
      pointsText(margin)
    } pp, ${levelNote(alpha, comparisons)}; at least ${MINIMUM_SEEDS} seeds for any verdict`,
  ];
  for (const wanted of options.goals) {
    const difference = wanted.difference ?? (wanted.kind === "lead" ? margin : 0);
    const goal = { ...wanted, difference };
    const criteria = { goal, margin, level };
    const rows = spreads.map((spread) => {
      const precision = (size: number) => pairedPrecision(spread.deviation, size);
      const needed = firstSize((size) => powerOf(precision(size), criteria), {
        from: MINIMUM_SEEDS,
        to: MOST_PLANNED_SEEDS,
        wanted: goal.power,
      });
      return [
        spread.name,
        pointsText(spread.deviation),
        ...(seeds === null ? [] : [
          powerText(powerOf(precision(seeds), criteria)),
          ...(goal.kind === "lead"
            ? [pointsText(
              minimumDetectableDifference(precision(seeds), { level, wanted: goal.power }),
            )]
            : []),
          `±${pointsText(halfWidth(precision(seeds), level))}`,
        ]),
        needed === null ? `more than ${MOST_PLANNED_SEEDS}` : String(needed),
      ];
    });
    lines.push(
      "",
      goalText(goal, margin),
      ...textTable([
        { heading: "spread", align: "left" },
        { heading: "sd (pp)", align: "right" },
        ...(seeds === null ? [] : [
          { heading: `power with ${seeds}`, align: "right" },
          ...(goal.kind === "lead"
            ? [{ heading: "detectable (pp)", align: "right" }] as const
            : []),
          { heading: "half-width (pp)", align: "right" },
        ] as const),
        { heading: "seeds needed", align: "right" },
      ], rows),
    );
  }
  return lines;
}
