import type { TopLevelSpec } from "vega-lite";
import type { MeanReliabilityBin, TrialCalibration } from "../../analysis/calibration.ts";
import { levelText, percentText, pointsText } from "../number_text.ts";
import type { Series } from "../series.ts";
import { seriesOfLabel } from "../series_of_label.ts";
import type { ReportInput } from "../study.ts";
import { INK } from "../theme.ts";
import { percentLabel } from "./accuracy_axis.ts";
import { type Chart, IN_WORDS, type Layer, type Panel, type Row } from "./chart.ts";

const SIZE = 190;

/** Of more models than three, so that they stay beside each other. */
const SMALL_SIZE = 145;
const SHARES = 55;
const TICKS = [0, 0.2, 0.4, 0.6, 0.8, 1];

/** Bars of fewer answers than this share are drawn hollow: they are mostly noise. */
const FEW = 0.005;

/** Accuracy against confidence in bins, with the share of answers in each: a column per model. */
export const reliability: Chart = {
  name: "reliability",
  columns: ["model", "from", "to", "share", "confidence", "accuracy", "low", "high", "runs"],
  applies: (input) => judged(input).length > 0,
  title: () => "Confidence and accuracy of the answer given",
  description: (input) =>
    `Reliability diagrams: accuracy by confidence in ten bins. ${
      judged(input).map(({ series, trial }) =>
        `${series.name} is right in ${
          percentText(trial.readout.accuracy, 1)
        } and holds its answers ${percentText(trial.readout.confidence, 1)} probable`
      ).join("; ")
    }.`,
  rows: (input) =>
    judged(input).flatMap((one) => one.trial.reliability.map((bin) => binRow(one.series, bin))),
  spec,
};

interface Judged {
  readonly series: Series;
  readonly trial: TrialCalibration;
}

function judged(input: ReportInput): Judged[] {
  return (input.calibration?.trials ?? []).map((trial) => ({
    series: seriesOfLabel(input, trial.label),
    trial,
  }));
}

function binRow(series: Series, bin: MeanReliabilityBin): Row {
  return {
    model: series.name,
    from: bin.low,
    to: bin.high,
    share: bin.share,
    confidence: bin.confidence,
    accuracy: bin.accuracy?.mean ?? null,
    low: bin.accuracy?.interval?.low ?? null,
    high: bin.accuracy?.interval?.high ?? null,
    runs: bin.accuracy?.count ?? 0,
  };
}

function binWords(series: Series, bin: MeanReliabilityBin): string {
  return `${series.name}, confidence ${percentText(bin.low, 0)} to ${percentText(bin.high, 0)}: ${
    percentText(bin.accuracy?.mean ?? null, 1)
  } right, ${percentText(bin.share, 1)} of the answers`;
}

function spec(input: ReportInput): TopLevelSpec {
  const drawn = judged(input);
  const size = drawn.length > 3 ? SMALL_SIZE : SIZE;
  return {
    title: { text: reliability.title(input), subtitle: subtitle(input, drawn) },
    description: reliability.description(input),
    data: {
      values: drawn.flatMap(({ series, trial }) =>
        trial.reliability.map((bin) => ({
          ...binRow(series, bin),
          words: binWords(series, bin),
        }))
      ),
    },
    columns: drawn.length,
    spacing: { row: 26, column: 34 },
    concat: [
      ...drawn.map((one, index) => diagram(one, { size, labelled: index === 0 })),
      ...drawn.map((one, index) =>
        shares(one, { size, labelled: index === 0, most: mostShare(drawn) })
      ),
    ],
  };
}

function subtitle(input: ReportInput, drawn: readonly Judged[]): string[] {
  const several = drawn.some(({ trial }) => trial.runs > 1);
  return [
    `Bars: accuracy of the answers whose confidence lies in the bin${
      several
        ? `, mean over runs; lines: ${levelText(1 - input.plan.sweep.alpha)} t-interval over runs`
        : ""
    }.`,
    "Diagonal: perfectly calibrated; bars below it are too sure, above it not sure enough. Hollow: hardly any answers.",
  ];
}

/** The same axis in both panels of a column, or they would not stand above each other. */
function confidenceAxis(field: string, title: string | null) {
  return {
    field,
    type: "quantitative" as const,
    title,
    scale: { domain: [0, 1], nice: false, padding: 0 },
    axis: { values: [0, 0.5, 1], labelExpr: percentLabel(0), tickSize: 3 },
  };
}

/** Side of the square in pixels, and whether the panel is the first. */
interface PanelOptions {
  readonly size: number;
  readonly labelled: boolean;
}

function diagram({ series, trial }: Judged, { size, labelled }: PanelOptions): Panel {
  const own = `datum.model === ${JSON.stringify(series.name)}`;
  const x = (field: string) => confidenceAxis(field, null);
  const y = (field: string) => ({
    field,
    type: "quantitative" as const,
    title: labelled ? "accuracy" : null,
    scale: { domain: [0, 1], nice: false },
    axis: { values: TICKS, labelExpr: percentLabel(0), labels: labelled },
  });
  const layer: Layer[] = [
    {
      transform: [{ filter: `${own} && isValid(datum.accuracy)` }, {
        calculate: "0",
        as: "floor",
      }],
      mark: { type: "rect", color: series.colour, stroke: series.colour, aria: true },
      encoding: {
        x: x("from"),
        x2: { field: "to" },
        y: y("floor"),
        y2: { field: "accuracy" },
        fillOpacity: { condition: { test: `datum.share >= ${FEW}`, value: 0.5 }, value: 0 },
        description: IN_WORDS,
      },
    },
    {
      data: { values: [{ at: 0 }, { at: 1 }] },
      mark: { type: "line", color: INK.strong, strokeWidth: 1, strokeDash: [4, 3] },
      encoding: { x: x("at"), y: y("at") },
    },
    {
      transform: [{ filter: `${own} && isValid(datum.low)` }, {
        calculate: "(datum.from + datum.to) / 2",
        as: "middle",
      }],
      mark: { type: "rule", color: series.colour, strokeWidth: 1.6, clip: true },
      encoding: { x: x("middle"), y: y("low"), y2: { field: "high" } },
    },
  ];
  return { width: size, height: size, layer: [...layer, ...heading(series, trial)] };
}

/** Drawn as marks: titles of panels with and without axis labels would stand at two heights. */
function heading(series: Series, { readout }: TrialCalibration): Layer[] {
  const line = (text: string, look: object): Layer => ({
    data: { values: [{}] },
    mark: { type: "text", text, x: 0, align: "left", ...look },
  });
  const error = readout.errors.find((one) => one.binning === "equal width" && one.bins === 15)!;
  return [
    line(series.name, { y: -50, fontSize: 13, fontWeight: 600, color: series.colour }),
    line(
      `ECE ${pointsText(error.value, 1)} [${pointsText(error.interval.low, 1)}, ${
        pointsText(error.interval.high, 1)
      }] pp`,
      { y: -34, fontSize: 11 },
    ),
  ];
}

function mostShare(drawn: readonly Judged[]): number {
  return Math.max(...drawn.flatMap(({ trial }) => trial.reliability.map(({ share }) => share)));
}

function shares(
  { series }: Judged,
  { size, labelled, most }: PanelOptions & { readonly most: number },
): Panel {
  const marks = [0, most > 0.5 ? 0.5 : 0.2].filter((mark) => mark <= most);
  return {
    width: size,
    height: SHARES,
    transform: [{ filter: `datum.model === ${JSON.stringify(series.name)}` }, {
      calculate: "0",
      as: "floor",
    }],
    mark: { type: "rect", color: series.colour, stroke: "white" },
    encoding: {
      x: confidenceAxis("from", "confidence"),
      x2: { field: "to" },
      y: {
        field: "floor",
        type: "quantitative",
        title: labelled ? "share of answers" : null,
        scale: { domain: [0, most], nice: false },
        axis: { values: marks, labelExpr: percentLabel(0), labels: labelled },
      },
      y2: { field: "share" },
    },
  };
}
