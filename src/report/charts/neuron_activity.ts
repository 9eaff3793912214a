import type { TopLevelSpec } from "vega-lite";
import { className, evenlySpaced, recordedExample } from "../recorded_example.ts";
import type { ReportInput } from "../study.ts";
import { INK, modelColour } from "../theme.ts";
import { type Chart, IN_WORDS, type Panel, type Row } from "./chart.ts";

const MOST_ROWS = 64;
const RIDGES = 12;
const SIZE = { width: 330, height: 340 };
/** The share of the absolute values within the colour scale; a few large neurons would pale the rest. */
const WITHIN_COLOURS = 0.95;

/** The post-activations of one example over the ticks: a few as ridges, more as a heat map. */
export const neuronActivity: Chart = {
  name: "neuron_activity",
  columns: ["row", "neuron", "tick", "activation"],
  applies: (input) => (recordedExample(input)?.activity.neurons.length ?? 0) > 1,
  title: (input) => {
    const { model, activity } = example(input);
    return `${model}: ${
      activity.neurons[0]!.length
    } neurons over ${activity.neurons.length} ticks, one test image`;
  },
  description: (input) => {
    const { model, activity, run } = example(input);
    return `Post-activations of ${
      shownNeurons(activity.neurons).length
    } neurons of the ${model}, seed ${run.seed}, over ${activity.neurons.length} ticks for test image ${activity.example}, a ${
      className(activity, activity.label)
    }. The largest absolute value is ${largest(rows(input)).toFixed(2)}.`;
  },
  rows: (input) => rows(input).map((row): Row => ({ ...row })),
  spec,
};

/** One activation of one neuron. */
interface ActivityRow {
  /** Place in the chart, 0 at the top. */
  readonly row: number;
  /** Index in the model. */
  readonly neuron: number;
  /** 1 to T. */
  readonly tick: number;
  readonly activation: number;
}

function example(input: ReportInput) {
  const found = recordedExample(input);
  if (found === null) throw new RangeError("Cannot draw the activity: no run recorded an example");
  return found;
}

/** Evenly spaced neurons in the order of their rhythm, slow to fast. */
function shownNeurons(neurons: readonly (readonly number[])[]): number[] {
  const width = neurons[0]!.length;
  const traces = Array.from({ length: width }, (_, neuron) => neurons.map((tick) => tick[neuron]!));
  const rhythm = traces.map(crossings);
  const order = traces.map((_, neuron) => neuron).sort((a, b) => rhythm[a]! - rhythm[b]! || a - b);
  return evenlySpaced(width, MOST_ROWS).map((place) => order[place]!);
}

/** How often a trace crosses its own mean: a plain measure of its rhythm. */
function crossings(trace: readonly number[]): number {
  const mean = trace.reduce((sum, value) => sum + value, 0) / trace.length;
  return trace.filter((value, tick) => tick > 0 && (value > mean) !== (trace[tick - 1]! > mean))
    .length;
}

function rows(input: ReportInput): ActivityRow[] {
  const { neurons } = example(input).activity;
  return shownNeurons(neurons).flatMap((neuron, row) =>
    neurons.map((values, tick) => ({ row, neuron, tick: tick + 1, activation: values[neuron]! }))
  );
}

function largest(drawn: readonly ActivityRow[]): number {
  return Math.max(...drawn.map((row) => Math.abs(row.activation)), 1e-9);
}

function colourLimit(drawn: readonly ActivityRow[]): number {
  const sizes = drawn.map((row) => Math.abs(row.activation)).sort((a, b) => a - b);
  return Math.max(sizes[Math.floor(WITHIN_COLOURS * (sizes.length - 1))]!, 1e-9);
}

function spec(input: ReportInput): TopLevelSpec {
  const { activity, run, model } = example(input);
  const drawn = rows(input);
  const width = activity.neurons[0]!.length;
  const shown = drawn.length / activity.neurons.length;
  const colour = modelColour(input.plan, input.plan.trials[run.trial]!.model);
  return {
    title: {
      text: neuronActivity.title(input),
      subtitle: [
        `Post-activations of the ${model} (seed ${run.seed}) for test image ${activity.example}, label ${
          className(activity, activity.label)
        }. One example of one network: an illustration, not a result.`,
        `Left: ${Math.min(RIDGES, shown)} neurons, each on its own scale. Right: ${
          shown < width ? `${shown} of ${width}` : `all ${width}`
        } neurons, from few to many crossings of their own mean; the strongest colours also stand for the largest 5 % of values.`,
      ],
    },
    description: neuronActivity.description(input),
    data: { values: drawn.map((row) => ({ ...row })) },
    spacing: 44,
    hconcat: [ridges(drawn, colour), heatMap(drawn)],
    resolve: { scale: { color: "independent" } },
  };
}

/** Each trace on its own base line and its own scale, in one view. */
function ridges(drawn: readonly ActivityRow[], colour: string): Panel {
  const neurons = [...new Map(drawn.map((row) => [row.row, row.neuron]))];
  const chosen = evenlySpaced(neurons.length, RIDGES).map((place) => neurons[place]!);
  const values = chosen.flatMap(([row, neuron], base) => {
    const trace = drawn.filter((one) => one.row === row);
    const scale = 0.6 / largest(trace);
    return trace.map(({ tick, activation }) => ({
      neuron,
      tick,
      activation,
      base,
      line: base - scale * activation,
    }));
  });
  const ticks = Math.max(...drawn.map((row) => row.tick));
  const x = {
    field: "tick",
    type: "quantitative" as const,
    title: "tick",
    scale: { domain: [1, ticks], nice: false, zero: false },
    axis: { tickCount: Math.min(ticks, 8), tickMinStep: 1, format: "d" },
  };
  const y = (field: string) => ({
    field,
    type: "quantitative" as const,
    scale: { domain: [chosen.length - 0.3, -0.9], nice: false, zero: false },
    axis: null,
  });
  return {
    ...SIZE,
    data: { values },
    layer: [
      {
        mark: { type: "area", color: colour, opacity: 0.18, interpolate: "monotone" },
        encoding: { x, y: y("line"), y2: { field: "base" }, detail: { field: "neuron" } },
      },
      {
        mark: { type: "line", color: colour, strokeWidth: 1.3, interpolate: "monotone" },
        encoding: { x, y: y("line"), detail: { field: "neuron" } },
      },
      {
        data: { values: chosen.map(([, neuron], base) => ({ label: `n${neuron}`, base })) },
        mark: { type: "text", x: -8, align: "right", baseline: "middle", fontSize: 10 },
        encoding: { y: y("base"), text: { field: "label" } },
      },
    ],
  };
}

function heatMap(drawn: readonly ActivityRow[]): Panel {
  const ticks = Math.max(...drawn.map((row) => row.tick));
  const limit = colourLimit(drawn);
  const marks = evenlySpaced(ticks, 8).map((index) => index + 1);
  return {
    ...SIZE,
    transform: [{
      calculate:
        "'neuron ' + datum.neuron + ', tick ' + datum.tick + ': ' + format(datum.activation, '.3f')",
      as: IN_WORDS.field,
    }],
    mark: { type: "rect", aria: true },
    encoding: {
      description: IN_WORDS,
      x: {
        field: "tick",
        type: "ordinal",
        title: "tick",
        axis: { values: marks, labelAngle: 0, ticks: false, domain: false },
      },
      y: {
        field: "row",
        type: "ordinal",
        title: "neurons, slow to fast",
        axis: { labels: false, ticks: false, titleX: 0, titleColor: INK.text },
      },
      color: {
        field: "activation",
        type: "quantitative",
        scale: {
          scheme: "redblue",
          domain: [-limit, limit],
          domainMid: 0,
          reverse: true,
          clamp: true,
        },
        legend: { title: "activation", gradientLength: 150, format: ".2~f" },
      },
    },
  };
}
