import type { TopLevelSpec } from "vega-lite";
import type { Verdict } from "../../analysis/comparison.ts";
import { levelText, pointsIntervalText, pointsText, signedPointsText } from "../number_text.ts";
import { nameOfLabel } from "../series.ts";
import type { ReportInput } from "../study.ts";
import { INK, VERDICT_LOOKS } from "../theme.ts";
import { type Chart, IN_WORDS, type Layer } from "./chart.ts";
import { type ForestRow, forestRows } from "./forest_rows.ts";

const WIDTH = 430;
const ROW_HEIGHT = 34;

/** The paired differences with both intervals, the equivalence zone and the verdict. */
export const forest: Chart = {
  name: "forest",
  columns: [
    "comparison",
    "dataset",
    "verdict",
    "difference",
    "low",
    "high",
    "equivalence_low",
    "equivalence_high",
    "margin",
    "scope",
    "seeds",
  ],
  applies: (input) => forestRows(input).length > 0,
  title,
  description: (input) =>
    `Paired accuracy differences in percentage points. ${
      forestRows(input).map((row) =>
        `${row.comparison}: ${signedPointsText(row.difference / 100)}, ${row.verdict}`
      ).join("; ")
    }.`,
  rows: (input) => forestRows(input).map((row) => ({ ...row })),
  spec,
};

/** States every verdict while there are few, else how many there are of each. */
function title(input: ReportInput): string {
  const drawn = input.comparisons.filter((one) => one.seeds.length > 0);
  const lefts = new Set(drawn.map((one) => one.left));
  const datasets = new Set(drawn.map((one) => one.dataset));
  if (drawn.length <= 3 && lefts.size === 1 && datasets.size === 1) {
    const parts = drawn.map((one) => verdictWords(one.verdict, nameOfLabel(input, one.right)));
    return `${nameOfLabel(input, drawn[0]!.left)} ${parts.join(", ")}`;
  }
  const counts = (Object.keys(VERDICT_LOOKS) as Verdict[]).flatMap((verdict) => {
    const count = drawn.filter((one) => one.verdict === verdict).length;
    return count > 0 ? [`${verdict} ${count}`] : [];
  });
  return `Verdicts of ${drawn.length} comparisons: ${counts.join(", ")}`;
}

function verdictWords(verdict: Verdict, right: string): string {
  switch (verdict) {
    case "leads":
    case "matches":
    case "trails":
      return `${verdict} ${right}`;
    case "inconclusive":
      return `against ${right} inconclusive`;
    default:
      return verdict satisfies never;
  }
}

function spec(input: ReportInput): TopLevelSpec {
  const drawn = forestRows(input);
  const domain = differenceDomain(drawn);
  const values = drawn.map((row) => ({
    ...row,
    zone_low: -row.margin,
    numbers: numbersText(row),
    words: `${row.comparison}: ${numbersText(row)} pp, ${row.verdict}`,
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
      mark: { type: "rule", strokeWidth: 1.4 },
      encoding: { y, x: x("low"), x2: { field: "high" }, color },
    },
    {
      transform: hasInterval,
      mark: { type: "rule", strokeWidth: 5, opacity: 0.5 },
      encoding: { y, x: x("equivalence_low"), x2: { field: "equivalence_high" }, color },
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
    ...captions(input, domain),
  ];
  return {
    title: { text: title(input), subtitle: subtitle(input), offset: 26 },
    description: forest.description(input),
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

/** Which side favours whom, and what the numbers at the right are. */
function captions(input: ReportInput, [low, high]: readonly [number, number]): Layer[] {
  const zero = WIDTH * -low / (high - low);
  const only = (labels: readonly string[], several: string) =>
    new Set(labels).size === 1 ? nameOfLabel(input, labels[0]!) : several;
  const left = only(input.comparisons.map((one) => one.left), "the first");
  const right = only(input.comparisons.map((one) => one.right), "the baseline");
  const caption = (
    text: string,
    place: { readonly x: number; readonly align: "left" | "right" },
  ): Layer => ({
    data: { values: [{}] },
    mark: { type: "text", text, y: -9, fontSize: 10.5, color: INK.faint, ...place },
  });
  return [
    caption(`‹ favours ${right}`, { x: zero - 8, align: "right" }),
    caption(`favours ${left} ›`, { x: zero + 8, align: "left" }),
    caption(`difference [${levelText(differenceLevel(input))}], pp`, {
      x: WIDTH + 12,
      align: "left",
    }),
  ];
}

function subtitle(input: ReportInput): string[] {
  const one = input.comparisons[0]!;
  const margins = new Set(input.comparisons.map(({ margin }) => `±${pointsText(margin)} pp`));
  const seeds = new Set(
    input.comparisons.map((comparison) => comparison.seeds.length).sort((a, b) => a - b),
  );
  const datasets = [...new Set(input.comparisons.map(({ dataset }) => dataset))].join(", ");
  const shared = one.comparisons === 1
    ? ""
    : ` (${one.comparisons} comparisons share the level of ${levelText(one.alpha)})`;
  return [
    `Test accuracy on ${datasets}, ${[...seeds].join(" or ")} paired seed${
      seeds.size === 1 && seeds.has(1) ? "" : "s"
    }. Shaded: equivalence zone ${[...margins].join(", ")}.`,
    `Thin line: ${levelText(differenceLevel(input))} interval; thick: ${
      levelText(1 - 2 * one.alpha / one.comparisons)
    } interval for equivalence${shared}.`,
  ];
}

function differenceLevel(input: ReportInput): number {
  const { alpha, comparisons } = input.comparisons[0]!;
  return 1 - alpha / comparisons;
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
