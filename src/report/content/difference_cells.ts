import type { Comparison } from "../../analysis/comparison.ts";
import { pointsIntervalText, pointsText, signedPointsText } from "../number_text.ts";
import { primaryEstimate } from "../../analysis/primary_estimate.ts";
import { type Cell, numberCell, wordCell } from "./blocks.ts";

/** The titles of {@link differenceCells}. */
export const DIFFERENCE_COLUMNS = [">difference", ">interval", ">margin", ">seeds", "verdict"];

/**
 * What one comparison found: difference with its interval, or the reason why there is none, margin,
 * seeds and verdict.
 */
export function differenceCells(comparison: Comparison): Cell[] {
  const estimate = primaryEstimate(comparison);
  const interval = estimate?.difference ?? null;
  const mean = estimate?.mean ?? comparison.leftAccuracy - comparison.rightAccuracy;
  return [
    {
      ...numberCell(mean, signedPointsText),
      ...(interval === null ? { noInterval: comparison.reason } : { interval }),
    },
    wordCell(interval === null ? comparison.reason : pointsIntervalText(interval)),
    numberCell(comparison.margin, pointsText),
    numberCell(comparison.seeds.length, String),
    wordCell(comparison.verdict),
  ];
}
