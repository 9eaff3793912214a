import type { TopLevelSpec } from "vega-lite";
import type { AdaptivePoint, TrialAdaptive } from "../../analysis/adaptive.ts";
import type { Description } from "../../analysis/describe.ts";
import {
  fixedText,
  levelText,
  percentIntervalText,
  percentText,
  pointsText,
} from "../number_text.ts";
import type { Series } from "../series.ts";
import { seriesOfLabel } from "../series_of_label.ts";
import type { ReportInput } from "../study.ts";
import { accuracyAxis } from "./accuracy_axis.ts";
import { type Chart, IN_WORDS, type Layer, type Row } from "./chart.ts";
import { dodge } from "./dodge.ts";

const WIDTH = 540;
const HEIGHT = 290;
const MOST_POINTS = 16;

/** Test accuracy against mean ticks used when a model stops as soon as it is certain enough. */
export const adaptiveCompute: Chart = {
  name: "adaptive_compute",
  columns: [
    "model",
    "budget",
    "ticks",
    "ticks_low",
    "ticks_high",
    "accuracy",
    "low",
    "high",
    "fixed_accuracy",
    "runs",
  ],
  applies: (input) => lines(input).length > 0,
  title,
  description: (input) =>
    `Test accuracy against mean ticks used under a threshold of certainty. ${
      lines(input).map(({ series, trial }) => {
        const half = trial.points[trial.histogram.budget - 1]!;
        return `${series.name}: ${percentText(half.accuracy.mean, 1)} for ${
          fixedText(half.ticks.mean, 1)
        } mean ticks, ${percentText(trial.points.at(-1)!.accuracy.mean, 1)} for all ${trial.ticks}`;
      }).join("; ")
    }.`,
  rows: (input) => drawnRows(input).map(({ words: _, ...row }) => row),
  spec,
  zoom: (input) => ({
    x: "ticks",
    domain: tickDomain(mostTicks(input)),
    unit: "mean ticks used",
    y: "accuracy",
    low: "low",
    high: "high",
    series: "model",
    colours: Object.fromEntries(lines(input).map(({ series: { name, colour } }) => [name, colour])),
  }),
};

interface Line {
  readonly series: Series;
  readonly trial: TrialAdaptive;
}

function lines(input: ReportInput): Line[] {
  return (input.adaptive?.trials ?? []).map((trial) => ({
    series: seriesOfLabel(input, trial.label),
    trial,
  }));
}

function singles(
  input: ReportInput,
): { readonly series: Series; readonly accuracy: Description }[] {
  return (input.adaptive?.single ?? []).map(({ label, accuracy }) => ({
    series: seriesOfLabel(input, label),
    accuracy,
  }));
}

function mostTicks(input: ReportInput): number {
  return Math.max(...lines(input).map(({ trial }) => trial.ticks));
}

function pointRow(series: Series, point: AdaptivePoint): Row {
  return {
    model: series.name,
    budget: point.budget,
    ticks: point.ticks.mean,
    ticks_low: point.ticks.interval?.low ?? null,
    ticks_high: point.ticks.interval?.high ?? null,
    accuracy: point.accuracy.mean,
    low: point.accuracy.interval?.low ?? null,
    high: point.accuracy.interval?.high ?? null,
    fixed_accuracy: point.fixedAccuracy.mean,
    runs: point.accuracy.count,
  };
}

/** A model of one pass has no budget to choose. */
function singleRow(series: Series, accuracy: Description): Row {
  return {
    model: series.name,
    budget: null,
    ticks: 1,
    ticks_low: null,
    ticks_high: null,
    accuracy: accuracy.mean,
    low: accuracy.interval?.low ?? null,
    high: accuracy.interval?.high ?? null,
    fixed_accuracy: null,
    runs: accuracy.count,
  };
}

function drawnRows(input: ReportInput): (Row & { readonly words: string })[] {
  return [
    ...lines(input).flatMap(({ series, trial }) =>
      trial.points.map((point) => ({
        ...pointRow(series, point),
        words: pointWords(series, point),
      }))
    ),
    ...singles(input).map(({ series, accuracy }) => ({
      ...singleRow(series, accuracy),
      words: `${series.name}, one pass: ${percentText(accuracy.mean)} ${
        percentIntervalText(accuracy.interval)
      }`,
    })),
  ];
}

function pointWords(series: Series, { ticks, accuracy, fixedAccuracy, budget }: AdaptivePoint) {
  return `${series.name}, ${fixedText(ticks.mean, 2)} mean ticks: ${percentText(accuracy.mean)} ${
    percentIntervalText(accuracy.interval)
  }; ${percentText(fixedAccuracy.mean)} at tick ${budget} for all`;
}

/** States a gain where, at half of the ticks, the interval of the paired gains excludes 0. */
function title(input: ReportInput): string {
  for (const { series, trial } of lines(input)) {
    const { gain, budget } = trial.points[trial.histogram.budget - 1]!;
    if (budget === trial.ticks || gain.interval === null) continue;
    if (gain.interval.low <= 0 && gain.interval.high >= 0) continue;
    return `${series.name}: stopping when certain ${gain.mean > 0 ? "adds" : "costs"} ${
      pointsText(Math.abs(gain.mean), 1)
    } pp over reading tick ${budget} for all`;
  }
  return "Test accuracy against mean ticks used";
}

function spec(input: ReportInput): TopLevelSpec {
  const drawn = lines(input);
  const single = singles(input);
  const last = mostTicks(input);
  const accuracies = [
    ...drawn.flatMap(({ trial }) =>
      trial.points.flatMap((point) => [point.accuracy, point.fixedAccuracy])
    ),
    ...single.map(({ accuracy }) => accuracy),
  ];
  const axis = accuracyAxis(
    accuracies.flatMap(({ mean, interval }) => [mean, ...Object.values(interval ?? {})]),
  );
  const x = (field = "ticks") => ({
    field,
    type: "quantitative" as const,
    title: "mean ticks used on the test split",
    scale: { domain: [...tickDomain(last)], nice: false, zero: false },
    axis: { values: tickMarks(last), format: "d" },
  });
  const y = (field = "accuracy") => ({
    field,
    type: "quantitative" as const,
    title: null,
    scale: { domain: axis.domain, nice: false },
    axis: { values: axis.values, labelExpr: axis.labelExpr },
  });
  const all = [...drawn, ...single].map(({ series }) => series);
  const color = {
    field: "model",
    type: "nominal" as const,
    scale: { domain: all.map(({ name }) => name), range: all.map(({ colour }) => colour) },
    legend: null,
  };
  const ticking = { filter: "isValid(datum.budget)" };
  const onePass = { filter: "!isValid(datum.budget)" };
  const layer: Layer[] = [
    {
      transform: [ticking, { filter: "isValid(datum.low)" }],
      mark: { type: "area", opacity: 0.2, clip: true },
      encoding: { x: x(), y: y("low"), y2: { field: "high" }, color },
    },
    {
      transform: [ticking],
      mark: { type: "line", strokeWidth: 1.2, strokeDash: [4, 3] },
      encoding: { x: x("budget"), y: y("fixed_accuracy"), color },
    },
    {
      transform: [ticking],
      mark: { type: "line", strokeWidth: 2.2 },
      encoding: { x: x(), y: y(), color },
    },
    {
      // Many points would hide the line; they stay there for the tooltips.
      transform: [ticking],
      mark: {
        type: "point",
        size: 26,
        filled: true,
        opacity: last > MOST_POINTS ? 0 : 1,
        aria: true,
      },
      encoding: { x: x(), y: y(), color, description: IN_WORDS },
    },
    {
      transform: [onePass, { filter: "isValid(datum.low)" }],
      mark: { type: "rule", strokeWidth: 1.8, clip: true },
      encoding: { x: x(), y: y("low"), y2: { field: "high" }, color },
    },
    {
      transform: [onePass],
      mark: { type: "point", shape: "square", size: 70, filled: true, opacity: 1, aria: true },
      encoding: { x: x(), y: y(), color, description: IN_WORDS },
    },
    {
      data: { values: labels(input, axis.domain) },
      mark: { type: "text", align: "left", baseline: "middle", x: WIDTH + 10, fontWeight: 600 },
      encoding: {
        y: { field: "position", type: "quantitative", scale: null },
        text: { field: "model" },
        color,
      },
    },
    {
      data: { values: singleLabels(single, axis.domain) },
      mark: { type: "text", align: "left", baseline: "middle", dx: 10, fontWeight: 600 },
      encoding: {
        x: x(),
        y: { field: "position", type: "quantitative", scale: null },
        text: { field: "model" },
        color,
      },
    },
  ];
  return {
    title: { text: title(input), subtitle: subtitle(input) },
    description: adaptiveCompute.description(input),
    width: WIDTH,
    height: HEIGHT,
    data: { values: drawnRows(input) },
    layer,
  };
}

function subtitle(input: ReportInput): string[] {
  const runs = Math.max(...lines(input).map(({ trial }) => trial.runs));
  const level = levelText(1 - input.plan.sweep.alpha);
  const singleNames = singles(input).map(({ series }) => series.name);
  return [
    "Solid: each example stops at the first tick that is certain enough; the threshold was chosen on validation.",
    `Dashed: every example is read at the same tick.${
      singleNames.length > 0 ? ` Square: ${singleNames.join(", ")}, one pass.` : ""
    }`,
    ...(runs > 1 ? [`Mean of ${runs} runs; band: ${level} t-interval of the mean over runs.`] : []),
  ];
}

/** With room for the points at 1 and at the last tick. */
function tickDomain(last: number): readonly [number, number] {
  const room = 0.03 * (last - 1);
  return [1 - room, last + room];
}

function tickMarks(last: number): number[] {
  const step = Math.max(1, Math.ceil((last - 1) / 10));
  const marks = Array.from({ length: Math.floor((last - 1) / step) + 1 }, (_, i) => 1 + i * step);
  return marks.at(-1) === last ? marks : [...marks.filter((mark) => last - mark > step / 2), last];
}

function labels(input: ReportInput, [low, high]: readonly [number, number]) {
  const drawn = lines(input);
  const positions = dodge(
    drawn.map(({ trial }) => HEIGHT * (high - trial.points.at(-1)!.accuracy.mean) / (high - low)),
    { gap: 16, limit: HEIGHT },
  );
  return drawn.map(({ series }, index) => ({ model: series.name, position: positions[index]! }));
}

/** Beside the points at one tick. */
function singleLabels(
  single: ReturnType<typeof singles>,
  [low, high]: readonly [number, number],
) {
  const positions = dodge(
    single.map(({ accuracy }) => HEIGHT * (high - accuracy.mean) / (high - low)),
    { gap: 14, limit: HEIGHT },
  );
  return single.map(({ series }, index) => ({
    model: series.name,
    ticks: 1,
    position: positions[index]!,
  }));
}
