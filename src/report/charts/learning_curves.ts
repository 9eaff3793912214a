import type { TopLevelSpec } from "vega-lite";
import { budgetUnit } from "../budget_text.ts";
import {
  amountText,
  levelText,
  percentIntervalText,
  percentText,
  pointsText,
} from "../number_text.ts";
import { mainSeries, type Series } from "../series.ts";
import { type ReportInput, runsOfTrial } from "../study.ts";
import { type CurveSummary, summariseCurve } from "../summaries.ts";
import { INK } from "../theme.ts";
import { type AccuracyAxis, accuracyAxis } from "./accuracy_axis.ts";
import { AMOUNT_LABEL, type Chart, IN_WORDS, type Layer, type Panel, type Row } from "./chart.ts";

const MOST_COLUMNS = 4;
const PANEL_WIDTH = 215;

/** Validation accuracy during training: a panel for each model, the others as context. */
export const learningCurves: Chart = {
  name: "learning_curves",
  columns: ["model", "point", "amount", "progress", "accuracy", "low", "high", "seeds"],
  applies: (input) => curves(input).length > 0,
  title,
  description: (input) => {
    const ends = curves(input).map(({ series, points }) =>
      `${series.name} ends at ${percentText(points.at(-1)!.accuracy.mean, 1)}`
    );
    return `Learning curves: validation accuracy against ${budgetUnit(input.plan.sweep.budget)}. ${
      ends.join(", ")
    }.`;
  },
  rows: (input) => curves(input).flatMap(curveRows),
  spec,
  zoom: (input) => ({
    x: "amount",
    domain: [0, largestAmount(input)],
    unit: budgetUnit(input.plan.sweep.budget),
    y: "accuracy",
    low: "low",
    high: "high",
    series: "model",
    colours: Object.fromEntries(
      curves(input).map(({ series: { name, colour } }) => [name, colour]),
    ),
  }),
};

interface Curve {
  readonly series: Series;
  readonly points: readonly CurveSummary[];
}

function curves(input: ReportInput): Curve[] {
  return mainSeries(input)
    .map((series) => ({ series, points: summariseCurve(input, series.trial) }))
    .filter((curve) => curve.points.length > 0);
}

function curveRows({ series, points }: Curve): Row[] {
  return points.map(({ point, amount, progress, accuracy }) => ({
    model: series.name,
    point,
    amount,
    progress,
    accuracy: accuracy.mean,
    low: accuracy.interval?.low ?? null,
    high: accuracy.interval?.high ?? null,
    seeds: accuracy.count,
  }));
}

function pointWords({ series, points }: Curve, index: number): string {
  const { amount, accuracy } = points[index]!;
  return `${series.name} after ${amountText(amount)}: ${percentText(accuracy.mean)} ${
    percentIntervalText(accuracy.interval)
  }`;
}

/** A model is said to end highest only where its final interval lies above those of all others. */
function title(input: ReportInput): string {
  const ends = curves(input).map(({ series, points }) => ({
    name: series.name,
    interval: points.at(-1)!.accuracy.interval,
  }));
  const highest = ends.find((end) =>
    ends.length > 1 && ends.every((other) =>
      other === end ||
      (end.interval !== null && other.interval !== null && end.interval.low > other.interval.high)
    )
  );
  return highest
    ? `${highest.name} ends with the highest validation accuracy`
    : "Validation accuracy during training";
}

function spec(input: ReportInput): TopLevelSpec {
  const drawn = curves(input);
  const seedRows = drawn.flatMap(({ series }) => seedCurves(input, series));
  const axis = accuracyAxis([
    ...seedRows.map((row) => row.accuracy),
    ...drawn.flatMap(({ points }) =>
      points.flatMap(({ accuracy }) => Object.values(accuracy.interval ?? {}))
    ),
  ]);
  const columns = drawn.length > MOST_COLUMNS ? Math.ceil(drawn.length / 2) : drawn.length;
  const panels = drawn.map((curve, index) =>
    panel(curve, {
      axis,
      labelled: index % columns === 0,
      title: budgetUnit(input.plan.sweep.budget),
      end: largestAmount(input),
      seedRows: seedRows.filter((row) => row.model === curve.series.name),
    })
  );
  return {
    title: { text: title(input), subtitle: subtitle(input) },
    description: learningCurves.description(input),
    data: {
      values: drawn.flatMap((curve) =>
        curveRows(curve).map((row, at) => ({ ...row, words: pointWords(curve, at) }))
      ),
    },
    columns,
    spacing: 22,
    concat: panels,
  };
}

function subtitle(input: ReportInput): string[] {
  const seeds = input.plan.sweep.seeds.length;
  const others = mainSeries(input).length > 1 ? "Grey: the other models. " : "";
  if (seeds === 1) return [`One seed, so no interval. ${others}`.trim()];
  const level = levelText(1 - input.plan.sweep.alpha);
  return [
    `Thick line: mean of ${seeds} seeds; band: ${level} t-interval of the mean over seeds; thin lines: single seeds.`,
    `${others}Under each name: the last validation.`,
  ];
}

/** The end of the horizontal axis. */
function largestAmount(input: ReportInput): number {
  return Math.max(
    ...curves(input).flatMap(({ series }) => seedCurves(input, series)).map((row) => row.amount),
  );
}

function seedCurves(input: ReportInput, series: Series) {
  return runsOfTrial(input, series.trial).flatMap(({ seed, curve }) =>
    curve.map((point) => ({
      model: series.name,
      seed,
      amount: point.spend[input.plan.sweep.budget.kind],
      accuracy: point.validationAccuracy,
    }))
  );
}

function panel(curve: Curve, options: {
  readonly axis: AccuracyAxis;
  readonly labelled: boolean;
  readonly title: string;
  /** Largest amount spent. */
  readonly end: number;
  readonly seedRows: readonly object[];
}): Panel {
  const { series } = curve;
  const { domain, values, labelExpr } = options.axis;
  const x = (field = "amount") => ({
    field,
    type: "quantitative" as const,
    title: options.title,
    scale: { domain: [0, options.end], nice: false },
    axis: { labelExpr: AMOUNT_LABEL, tickCount: 4 },
  });
  const y = (field = "accuracy") => ({
    field,
    type: "quantitative" as const,
    title: null,
    scale: { domain, nice: false },
    axis: { labelExpr, values, labels: options.labelled },
  });
  const own = `datum.model === ${JSON.stringify(series.name)}`;
  const layer: Layer[] = [
    {
      transform: [{ filter: `!(${own})` }],
      mark: { type: "line", strokeWidth: 1.2, color: INK.context },
      encoding: { x: x(), y: y(), detail: { field: "model" } },
    },
    {
      transform: [{ filter: `${own} && isValid(datum.low)` }],
      mark: { type: "area", color: series.colour, opacity: 0.2, clip: true },
      encoding: { x: x(), y: y("low"), y2: { field: "high" } },
    },
    {
      data: { values: [...options.seedRows] },
      mark: { type: "line", color: series.colour, strokeWidth: 0.7, opacity: 0.45 },
      encoding: { x: x(), y: y(), detail: { field: "seed" } },
    },
    {
      transform: [{ filter: own }],
      mark: { type: "line", color: series.colour, strokeWidth: 2.2 },
      encoding: { x: x(), y: y() },
    },
    {
      // Nothing to see: what the tooltips of the line hang on.
      transform: [{ filter: own }],
      mark: { type: "point", filled: true, size: 60, opacity: 0, aria: true },
      encoding: { x: x(), y: y(), description: IN_WORDS },
    },
  ];
  return { width: PANEL_WIDTH, height: 190, layer: [...layer, ...heading(curve)] };
}

/** Drawn as marks: titles of panels with and without axis labels would stand at two heights. */
function heading(curve: Curve): Layer[] {
  const { name, colour } = curve.series;
  const line = (text: string, look: object): Layer => ({
    data: { values: [{}] },
    mark: { type: "text", text, x: 0, align: "left", ...look },
  });
  return [
    line(name, { y: -28, fontSize: 13, fontWeight: 600, color: colour }),
    line(finalValue(curve), { y: -12, fontSize: 12 }),
  ];
}

function finalValue({ points }: Curve): string {
  const { mean, interval } = points.at(-1)!.accuracy;
  const half = interval === null ? "" : ` ± ${pointsText((interval.high - interval.low) / 2, 1)}`;
  return `${percentText(mean, 1)}${half}`;
}
