import type { TopLevelSpec } from "vega-lite";
import type { Comparison, Verdict } from "../../analysis/comparison.ts";
import { intervalLevels } from "../../analysis/interval_levels.ts";
import { levelText, pointsIntervalText, signedPointsText } from "../number_text.ts";
import { INK, VERDICT_LOOKS } from "../theme.ts";
import { IN_WORDS, type Layer } from "./chart.ts";
import type { ForestRow } from "./forest_rows.ts";

const WIDTH = 430;
const ROW_HEIGHT = 34;

/** The texts around a forest plot. */
export interface ForestTexts {
  readonly title: string;
  readonly subtitle: readonly string[];
  readonly description: string;
  /** Whom a positive difference favours, and whom a negative one. */
  readonly left: string;
  readonly right: string;
  /** Of the thin and of the thick line, 0 to 1. */
  readonly level: number;
  readonly equivalenceLevel: number;
}

/** The levels of the intervals of a comparison, which all comparisons of a study share. */
export function forestLevels(comparison: Comparison) {
  const { difference, equivalence } = intervalLevels(comparison);
  return { level: difference, equivalenceLevel: equivalence };
}

/**
 * Differences with both intervals, the equivalence zone and the verdict, a row each, in the order
 * given.
 */
export function forestDrawing(drawn: readonly ForestRow[], texts: ForestTexts): TopLevelSpec {
  const domain = differenceDomain(drawn);
  const values = drawn.map((row) => ({
    ...row,
    zone_low: -row.margin,
    numbers: numbersText(row),
    words: `${row.comparison}: ${numbersText(row)} pp, ${row.verdict}`,
    thin_words: intervalWords(row, { low: row.low, high: row.high, level: texts.level }),
    thick_words: intervalWords(row, {
      low: row.equivalence_low,
      high: row.equivalence_high,
      level: texts.equivalenceLevel,
    }),
  }));
  const x = (field: string) => ({
    field,
    type: "quantitative" as const,
    title: "difference in test accuracy, percentage points (paired by seed and example)",
    scale: { domain, nice: false },
    axis: { labelExpr: "replace(datum.label, '-', '−')", tickCount: 9 },
  });
  const y = {
    field: "comparison",
    type: "nominal" as const,
    sort: drawn.map((row) => row.comparison),
    title: null,
    scale: { paddingInner: 0, paddingOuter: 0 },
    axis: { labelFontSize: 12, labelLimit: 260, domain: false, ticks: false },
  };
  const verdicts = (Object.keys(VERDICT_LOOKS) as Verdict[]).filter((verdict) =>
    drawn.some((row) => row.verdict === verdict)
  );
  const legend = {
    orient: "bottom" as const,
    direction: "horizontal" as const,
    title: null,
    symbolOpacity: 1,
    symbolStrokeWidth: 0,
  };
  const color = {
    field: "verdict",
    type: "nominal" as const,
    scale: { domain: verdicts, range: verdicts.map((verdict) => VERDICT_LOOKS[verdict].colour) },
    legend,
  };
  const shape = {
    field: "verdict",
    type: "nominal" as const,
    scale: { domain: verdicts, range: verdicts.map((verdict) => VERDICT_LOOKS[verdict].shape) },
    legend,
  };
  const words = (field: string) => ({ field, type: "nominal" as const });
  const hasInterval = [{ filter: "isValid(datum.low)" }];
  const layer: Layer[] = [
    {
      mark: { type: "rect", color: INK.zone },
      encoding: { x: x("zone_low"), x2: { field: "margin" }, y },
    },
    {
      data: { values: [{ zero: 0 }] },
      mark: { type: "rule", color: "#555555", strokeWidth: 1 },
      encoding: { x: x("zero") },
    },
    {
      transform: hasInterval,
      mark: { type: "rule", strokeWidth: 1.4, aria: true },
      encoding: { y, x: x("low"), x2: { field: "high" }, color, description: words("thin_words") },
    },
    {
      transform: hasInterval,
      mark: { type: "rule", strokeWidth: 5, opacity: 0.5, aria: true },
      encoding: {
        y,
        x: x("equivalence_low"),
        x2: { field: "equivalence_high" },
        color,
        description: words("thick_words"),
      },
    },
    {
      mark: {
        type: "point",
        filled: true,
        opacity: 1,
        size: 120,
        stroke: "white",
        strokeWidth: 1,
        aria: true,
      },
      encoding: { y, x: x("difference"), color, shape, description: IN_WORDS },
    },
    {
      mark: { type: "text", align: "left", baseline: "middle", x: WIDTH + 12, fontSize: 11.5 },
      encoding: { y, text: { field: "numbers" } },
    },
    ...captions(texts, domain),
  ];
  return {
    title: { text: texts.title, subtitle: [...texts.subtitle], offset: 26 },
    description: texts.description,
    width: WIDTH,
    height: { step: ROW_HEIGHT },
    data: { values },
    layer,
  };
}

function numbersText(row: ForestRow): string {
  const interval = row.low === null || row.high === null
    ? "(no interval)"
    : pointsIntervalText({ low: row.low / 100, high: row.high / 100 });
  return `${signedPointsText(row.difference / 100)} ${interval}`;
}

function intervalWords({ comparison }: ForestRow, interval: {
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number;
}): string {
  const { low, high, level } = interval;
  if (low === null || high === null) return `${comparison}: no interval`;
  return `${comparison}: ${levelText(level)} interval ${
    pointsIntervalText({ low: low / 100, high: high / 100 })
  } pp`;
}

/** Which side favours whom, and what the numbers at the right are. */
function captions(texts: ForestTexts, [low, high]: readonly [number, number]): Layer[] {
  const zero = WIDTH * -low / (high - low);
  const caption = (
    text: string,
    place: { readonly x: number; readonly align: "left" | "right" },
  ): Layer => ({
    data: { values: [{}] },
    mark: { type: "text", text, y: -9, fontSize: 10.5, color: INK.faint, ...place },
  });
  return [
    caption(`‹ favours ${texts.right}`, { x: zero - 8, align: "right" }),
    caption(`favours ${texts.left} ›`, { x: zero + 8, align: "left" }),
    caption(`difference [${levelText(texts.level)}], pp`, { x: WIDTH + 12, align: "left" }),
  ];
}

/** Holds all intervals and zones, with room for the captions on both sides of 0. */
function differenceDomain(drawn: readonly ForestRow[]): [number, number] {
  const ends = drawn.flatMap((row) => [
    row.difference,
    row.low ?? row.difference,
    row.high ?? row.difference,
    -row.margin,
    row.margin,
  ]);
  const low = 1.1 * Math.min(...ends);
  const high = 1.1 * Math.max(...ends);
  return [Math.min(low, -0.45 * high), Math.max(high, -0.45 * low)];
}
