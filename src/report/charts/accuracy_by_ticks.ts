import type { TopLevelSpec } from "vega-lite";
import type { Description } from "../../analysis/describe.ts";
import { levelText, percentIntervalText, percentText, pointsText } from "../number_text.ts";
import { mainSeries, modelName, type Series } from "../series.ts";
import { type ReportInput, runsOfTrial } from "../study.ts";
import {
  accuraciesToHold,
  describeSeeds,
  hasDiverged,
  pairedDifferences,
  summarise,
} from "../summaries.ts";
import { axisTitle, sweptAxes } from "../sweep_axes.ts";
import { INK } from "../theme.ts";
import { accuracyAxis } from "./accuracy_axis.ts";
import { type Chart, IN_WORDS, type Layer, type Row } from "./chart.ts";
import { dodge } from "./dodge.ts";
import { type TicksCell, ticksCells } from "./ticks_cells.ts";

const WIDTH = 520;
const HEIGHT = 270;

/** Test accuracy against the number of trained ticks over the sweep, baselines as reference lines. */
export const accuracyByTicks: Chart = {
  name: "accuracy_by_ticks",
  columns: ["line", "ticks", "accuracy", "low", "high", "seeds", "is_reference"],
  applies: (input) =>
    new Set(ticksCells(input).map((cell) => cell.ticks)).size > 1 &&
    sweptAxes(input.plan).includes("ticks"),
  title,
  description: (input) =>
    `Exploratory. Test accuracy by trained ticks. ${
      ticksCells(input).filter((cell) => cell.isMain).map((cell) =>
        `${cell.ticks} ticks: ${percentText(cell.accuracy.mean, 1)}`
      ).join(", ")
    }.`,
  rows: (input) => ticksCells(input).map(cellRow),
  spec,
};

function cellRow({ line, ticks, accuracy, series }: TicksCell): Row {
  return {
    line,
    ticks,
    accuracy: accuracy.mean,
    low: accuracy.interval?.low ?? null,
    high: accuracy.interval?.high ?? null,
    seeds: accuracy.count,
    is_reference: series.role === "reference",
  };
}

function cellWords({ line, ticks, accuracy }: TicksCell): string {
  const options = line === "" ? "" : `, ${line}`;
  return `${ticks} ticks${options}: ${percentText(accuracy.mean)} ${
    percentIntervalText(accuracy.interval)
  }`;
}

/** A gain is stated where the paired differences over seeds exclude 0. */
function title(input: ReportInput): string {
  const main = ticksCells(input).filter((cell) => cell.isMain);
  const [first, last] = [main[0], main.at(-1)];
  const neutral = "Test accuracy by trained ticks (exploratory)";
  if (first === undefined || last === undefined || first === last) return neutral;
  const accuracies = (trial: number) =>
    new Map(
      runsOfTrial(input, trial).map((run): [number, number] => [
        run.seed,
        run.outcome.test.accuracy,
      ]),
    );
  const differences = pairedDifferences(accuracies(first.trial), accuracies(last.trial));
  if (differences.length < 2) return neutral;
  const { mean, interval } = describeSeeds(input, differences);
  if (interval === null || (interval.low <= 0 && interval.high >= 0)) return neutral;
  return `${last.ticks} trained ticks instead of ${first.ticks} ${mean > 0 ? "add" : "cost"} ${
    pointsText(Math.abs(mean), 1)
  } pp of test accuracy (exploratory)`;
}

function spec(input: ReportInput): TopLevelSpec {
  const drawn = ticksCells(input);
  const baselines = mainSeries(input).filter((series) => series.role === "baseline").flatMap(
    (series) => {
      const accuracy = summarise(input, series.trial, (run) => run.outcome.test.accuracy);
      return accuracy === null ? [] : [{ series, accuracy }];
    },
  );
  const axis = accuracyAxis(
    accuraciesToHold(
      input,
      [...drawn, ...baselines].map(({ series, accuracy }) => ({ trial: series.trial, accuracy })),
    ),
  );
  const ticks = [...new Set(drawn.map((cell) => cell.ticks))];
  const spread = ticks.at(-1)! / ticks[0]!;
  const x = {
    field: "ticks",
    type: "quantitative" as const,
    title: axisTitle("ticks"),
    scale: {
      ...(spread >= 8 ? { type: "log" as const, base: 2 } : { zero: false }),
      domain: [ticks[0]!, ticks.at(-1)!],
      nice: false,
      padding: 14,
    },
    axis: { values: ticks, format: "d", labelFlush: false },
  };
  const y = (field = "accuracy") => ({
    field,
    type: "quantitative" as const,
    title: null,
    scale: { domain: axis.domain, nice: false },
    axis: { values: axis.values, labelExpr: axis.labelExpr },
  });
  const colour = drawn[0]!.series.colour;
  const mainLine = JSON.stringify(drawn.find((cell) => cell.isMain)?.line ?? "");
  const isMain = `datum.line === ${mainLine}`;
  const baselineRows = baselines.map(({ series, accuracy }) => ({
    model: series.name,
    accuracy: accuracy.mean,
    low: accuracy.interval?.low ?? null,
    high: accuracy.interval?.high ?? null,
    hasBand: accuracy.interval !== null && !hasDiverged(input, series.trial),
  }));
  const baselineColour = {
    field: "model",
    type: "nominal" as const,
    scale: {
      domain: baselines.map(({ series }) => series.name),
      range: baselines.map(({ series }) => series.colour),
    },
    legend: null,
  };
  const layer: Layer[] = [
    {
      data: { values: baselineRows.filter((row) => row.hasBand) },
      mark: { type: "rect", opacity: 0.1, clip: true },
      encoding: { y: y("low"), y2: { field: "high" }, color: baselineColour },
    },
    {
      data: { values: baselineRows },
      mark: { type: "rule", strokeDash: [5, 3], strokeWidth: 1.5 },
      encoding: { y: y(), color: baselineColour },
    },
    {
      transform: [{ filter: `!(${isMain})` }],
      mark: {
        type: "line",
        strokeWidth: 1.1,
        color: colour,
        opacity: 0.4,
      },
      encoding: { x, y: y(), detail: { field: "line" } },
    },
    {
      transform: [{ filter: `${isMain} && isValid(datum.low)` }],
      mark: { type: "rule", strokeWidth: 1.6, color: colour, clip: true },
      encoding: { x, y: y("low"), y2: { field: "high" } },
    },
    {
      transform: [{ filter: isMain }],
      mark: { type: "line", strokeWidth: 2.2, color: colour },
      encoding: { x, y: y() },
    },
    {
      mark: { type: "point", filled: true, opacity: 1, color: colour, aria: true },
      encoding: {
        x,
        y: y(),
        size: { condition: { test: isMain, value: 50 }, value: 16 },
        description: IN_WORDS,
      },
    },
    {
      transform: [{ filter: "datum.is_reference" }],
      mark: { type: "point", size: 130, strokeWidth: 1.8, color: INK.strong, opacity: 1 },
      encoding: { x, y: y() },
    },
    {
      data: { values: rightLabels(drawn, baselines, axis.domain) },
      mark: { type: "text", align: "left", baseline: "middle", x: WIDTH + 10, limit: 0 },
      encoding: {
        y: { field: "position", type: "quantitative", scale: null },
        text: { field: "label" },
        color: { field: "colour", type: "nominal", scale: null },
        opacity: { condition: { test: "datum.strong", value: 1 }, value: 0.75 },
      },
    },
  ];
  return {
    title: { text: title(input), subtitle: subtitle(input, drawn) },
    description: accuracyByTicks.description(input),
    width: WIDTH,
    height: HEIGHT,
    data: { values: drawn.map((cell) => ({ ...cellRow(cell), words: cellWords(cell) })) },
    layer,
    resolve: { scale: { color: "independent" } },
  };
}

function subtitle(input: ReportInput, drawn: readonly TicksCell[]): string[] {
  const level = levelText(1 - input.plan.sweep.alpha);
  const intervals = drawn.some((cell) => cell.accuracy.interval !== null);
  return [
    "Exploratory: no verdict rests on these cells. Ring: the reference cell, fixed before the first run.",
    (intervals
      ? `Bars and bands: ${level} t-interval of the mean over seeds. `
      : "One seed, so no interval. ") +
    "Dashed: baselines, not part of the sweep.",
  ];
}

function rightLabels(
  drawn: readonly TicksCell[],
  baselines: readonly { readonly series: Series; readonly accuracy: Description }[],
  [low, high]: readonly [number, number],
) {
  const ends = [...new Map(drawn.map((cell) => [cell.line, cell])).values()];
  const labels = [
    ...ends.map(({ line, series, accuracy, isMain }) => ({
      label: isMain
        ? [modelName(series.model), line].filter((part) => part !== "").join(", ")
        : line,
      colour: series.colour,
      accuracy: accuracy.mean,
      strong: isMain,
    })),
    ...baselines.map(({ series, accuracy }) => ({
      label: series.name,
      colour: series.colour,
      accuracy: accuracy.mean,
      strong: true,
    })),
  ];
  const positions = dodge(
    labels.map(({ accuracy }) => HEIGHT * (high - accuracy) / (high - low)),
    { gap: 14, limit: HEIGHT },
  );
  return labels.map((label, index) => ({ ...label, position: positions[index]! }));
}
