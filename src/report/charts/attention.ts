import type { TopLevelSpec } from "vega-lite";
import type { Activity } from "../../spec/mod.ts";
import { percentText } from "../number_text.ts";
import { pixelImage } from "../pixel_image.ts";
import {
  className,
  evenlySpaced,
  type RecordedExample,
  recordedExample,
} from "../recorded_example.ts";
import type { ReportInput } from "../study.ts";
import { INK } from "../theme.ts";
import { type Chart, IN_WORDS, type Layer, type Panel, type Row } from "./chart.ts";

const MOST_PANELS = 8;
const PANEL = 168;
const COLUMNS = 4;
const PATH_COLOUR = "#7FDBFF";

/** Where the model looks at each tick, over the image, with its prediction. */
export const attention: Chart = {
  name: "attention",
  columns: ["tick", "row", "column", "weight", "predicted", "confidence"],
  applies: (input) => {
    const activity = recordedExample(input)?.activity;
    return activity !== undefined && activity.attention.length > 0 &&
      (activity.image.channels === 1 || activity.image.channels === 3);
  },
  title,
  description: (input) => {
    const { activity } = example(input);
    return `Attention of one network over one test image, a ${
      className(activity, activity.label)
    }. ${activity.perTick.map((_, tick) => panelTitle(activity, tick)).join("; ")}.`;
  },
  rows,
  spec,
};

function example(input: ReportInput): RecordedExample {
  const found = recordedExample(input);
  if (found === null) throw new RangeError("Cannot draw attention: no run recorded an example");
  return found;
}

function rows(input: ReportInput): Row[] {
  const { activity } = example(input);
  return activity.attention.flatMap((weights, tick) =>
    weights.map((weight, token) => ({
      tick: tick + 1,
      row: Math.floor(token / activity.grid[1]),
      column: token % activity.grid[1],
      weight,
      predicted: className(activity, activity.perTick[tick]!.predicted),
      confidence: activity.perTick[tick]!.confidence,
    }))
  );
}

/** Says when the prediction took its last form and whether it is right. */
function title(input: ReportInput): string {
  const { activity } = example(input);
  const predicted = activity.perTick.map((tick) => tick.predicted);
  const last = predicted.at(-1)!;
  const settled = predicted.length - [...predicted].reverse().findIndex((one) => one !== last);
  const since = predicted.every((one) => one === last) ? 1 : settled + 1;
  const judged = last === activity.label
    ? "which is right"
    : `but the label is “${className(activity, activity.label)}”`;
  return `The prediction is “${className(activity, last)}” from tick ${since} on, ${judged}`;
}

function panelTitle(activity: Activity, tick: number): string {
  const { predicted, confidence } = activity.perTick[tick]!;
  return `tick ${tick + 1}: ${className(activity, predicted)}, ${percentText(confidence, 0)}`;
}

function spec(input: ReportInput): TopLevelSpec {
  const { activity, run, model } = example(input);
  const shown = evenlySpaced(activity.attention.length, MOST_PANELS);
  const limit = Math.max(...activity.attention.flat());
  const url = pixelImage(activity.image, 2 * PANEL);
  const isWide = shown.length < COLUMNS;
  return {
    title: {
      text: title(input),
      subtitle: [
        `${model}, seed ${run.seed}, test image ${activity.example}. Squares: attention averaged over heads (${
          activity.grid.join("×")
        } tokens).`,
        "Blue path: centre of attention so far. Grey heading: prediction is wrong. An illustration, not a result.",
      ].slice(0, isWide ? 1 : 2),
    },
    description: attention.description(input),
    data: { values: rows(input).map((row) => ({ ...row })) },
    columns: COLUMNS,
    spacing: { row: 16, column: 14 },
    concat: shown.map((tick) => panel(activity, { tick, limit, url })),
  };
}

function panel(activity: Activity, options: {
  readonly tick: number;
  /** Largest weight of all ticks. */
  readonly limit: number;
  readonly url: string;
}): Panel {
  const { tick, limit, url } = options;
  const { height, width } = activity.image;
  const [gridHeight, gridWidth] = activity.grid;
  const scales = {
    x: { scale: { domain: [0, gridWidth], nice: false }, axis: null },
    y: { scale: { domain: [gridHeight, 0], nice: false, zero: false }, axis: null },
  };
  const at = (axis: "x" | "y", field: string) => ({
    field,
    type: "quantitative" as const,
    ...scales[axis],
  });
  const path = activity.attention.slice(0, tick + 1).map((weights, order) => ({
    ...centreOf(weights, gridWidth),
    order,
  }));
  const size = { width: PANEL, height: Math.round(PANEL * height / width) };
  const layer: Layer[] = [
    {
      data: { values: [{ x: gridWidth / 2, y: gridHeight / 2, url }] },
      mark: { type: "image", ...size, aspect: false, aria: false },
      encoding: { x: at("x", "x"), y: at("y", "y"), url: { field: "url" } },
    },
    {
      transform: [
        { filter: `datum.tick === ${tick + 1}` },
        { calculate: "datum.row + 1", as: "bottom" },
        { calculate: "datum.column + 1", as: "right" },
        {
          calculate: "'tick ' + datum.tick + ', weight ' + format(datum.weight, '.3f')",
          as: IN_WORDS.field,
        },
      ],
      mark: { type: "rect", aria: true },
      encoding: {
        description: IN_WORDS,
        x: at("x", "column"),
        x2: { field: "right" },
        y: at("y", "row"),
        y2: { field: "bottom" },
        fill: {
          field: "weight",
          type: "quantitative",
          scale: { scheme: "inferno", domain: [0, limit], clamp: true },
          legend: { title: "weight", gradientLength: 120, format: ".2~f", tickCount: 4 },
        },
        fillOpacity: {
          field: "weight",
          type: "quantitative",
          scale: { domain: [0, limit / 2], range: [0, 0.78], clamp: true },
          legend: null,
        },
      },
    },
    {
      data: { values: path },
      mark: { type: "line", color: PATH_COLOUR, strokeWidth: 1.5 },
      encoding: { x: at("x", "x"), y: at("y", "y"), order: { field: "order" } },
    },
    {
      data: { values: path },
      mark: { type: "point", filled: true, color: PATH_COLOUR, size: 16, opacity: 1 },
      encoding: { x: at("x", "x"), y: at("y", "y") },
    },
  ];
  return {
    title: {
      text: panelTitle(activity, tick),
      fontSize: 12,
      offset: 6,
      color: activity.perTick[tick]!.predicted === activity.label ? INK.strong : "#8a8a8a",
    },
    ...size,
    layer,
  };
}

/** Centre of mass of the weights, in tokens from the upper left corner. */
function centreOf(weights: readonly number[], gridWidth: number): { x: number; y: number } {
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  let x = 0;
  let y = 0;
  for (const [token, weight] of weights.entries()) {
    x += weight * (token % gridWidth + 0.5);
    y += weight * (Math.floor(token / gridWidth) + 0.5);
  }
  return { x: x / total, y: y / total };
}
