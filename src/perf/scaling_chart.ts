import type { TopLevelSpec } from "vega-lite";
import { IN_WORDS, type Layer, type Panel } from "../report/charts/chart.ts";
import { INK } from "../report/theme.ts";
import { SCALED, type Scaled, smallValue } from "./scaled_cases.ts";
import type { EngineName } from "./engines.ts";
import type { PerfRecord } from "./perf_record.ts";
import { shortNumber } from "./result_text.ts";
import { cpuMilliseconds, wallMilliseconds } from "./summary.ts";

/** What is changed, for the axis of a panel. */
const WORDS: { readonly [quantity in Scaled]: string } = {
  T: "ticks (T)",
  D: "neurons (D)",
  B: "examples of a batch (B)",
  J: "pairs of each synchronisation (J)",
  M: "length of a neuron's memory (M)",
};

/** Okabe and Ito's blue and vermilion, with shapes for those who see neither. */
const LOOKS: { readonly [engine: string]: { readonly colour: string; readonly shape: string } } = {
  fused: { colour: "#0072B2", shape: "circle" },
  composite: { colour: "#D55E00", shape: "square" },
};

const WIDTH = 230;
const HEIGHT = 190;

/** A point of a curve. */
export interface ScalingRow {
  readonly quantity: Scaled;
  readonly value: number;
  readonly engine: EngineName;
  /** Medians over all steps. */
  readonly cpu_milliseconds: number;
  readonly wall_milliseconds: number;
  readonly peak_bytes: number;
  readonly parameters: number;
  readonly flops_per_example: number;
}

/** The columns of {@link ScalingRow}, in order. */
export const SCALING_COLUMNS = [
  "quantity",
  "value",
  "engine",
  "cpu_milliseconds",
  "wall_milliseconds",
  "peak_bytes",
  "parameters",
  "flops_per_example",
] as const satisfies readonly (keyof ScalingRow)[];

/** The points of all curves; an engine that failed at one has none there. */
export function scalingRows(scaling: PerfRecord["scaling"]): ScalingRow[] {
  return scaling.flatMap(({ quantity, value, result }) =>
    result.engines.flatMap((one) =>
      one.status !== "measured" ? [] : [{
        quantity,
        value,
        engine: one.engine,
        cpu_milliseconds: cpuMilliseconds(one),
        wall_milliseconds: wallMilliseconds(one),
        peak_bytes: one.memory.peakBytes,
        parameters: result.parameters,
        flops_per_example: result.flopsPerExample,
      }]
    )
  );
}

/** Time of a step of the small CTM against each quantity, a panel each; both axes logarithmic. */
export function scalingChart(rows: readonly ScalingRow[]): TopLevelSpec {
  const engines = Object.keys(LOOKS).filter((engine) => rows.some((row) => row.engine === engine));
  const times = rows.map((row) => row.cpu_milliseconds);
  const domain = [Math.min(...times) / 1.25, Math.max(...times) * 1.25] as const;
  const title = titleOf(rows);
  return {
    title: {
      text: title,
      subtitle: [
        "CPU time, one thread, median over steps. One quantity changed at a time; dotted: the small CTM itself.",
        "Both axes are logarithmic: equal distances are equal ratios.",
      ],
      offset: 18,
    },
    description: `${title}. ${SCALED.map((quantity) => curveWords(rows, quantity)).join(" ")}`,
    data: { values: rows.map((row) => ({ ...row, words: pointWords(row) })) },
    columns: 3,
    spacing: 34,
    concat: SCALED.filter((quantity) => rows.some((row) => row.quantity === quantity))
      .map((quantity) => panel(quantity, { rows, engines, domain })),
    resolve: { legend: { color: "shared", shape: "shared" } },
  };
}

/** Says how far the engines are apart, where there are two. */
function titleOf(rows: readonly ScalingRow[]): string {
  const ratios = rows.filter(({ engine }) => engine === "fused").flatMap((fused) => {
    const other = rows.find(({ engine, quantity, value }) =>
      engine === "composite" && quantity === fused.quantity && value === fused.value
    );
    return other === undefined ? [] : [other.cpu_milliseconds / fused.cpu_milliseconds];
  });
  if (ratios.length === 0) return "A training step of the small CTM";
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)].map((ratio) => ratio.toFixed(1));
  return `A training step of the small CTM takes ${low} to ${high} times as long without fused kernels`;
}

function panel(
  quantity: Scaled,
  { rows, engines, domain }: {
    readonly rows: readonly ScalingRow[];
    readonly engines: readonly string[];
    readonly domain: readonly [number, number];
  },
): Panel {
  const values = [
    ...new Set(rows.filter((row) => row.quantity === quantity).map((row) => row.value)),
  ].sort((a, b) => a - b);
  const x = {
    field: "value",
    type: "quantitative" as const,
    title: WORDS[quantity],
    scale: { type: "log" as const, base: 2, nice: false, padding: 12 },
    axis: { values, format: "d", grid: false },
  };
  const y = {
    field: "cpu_milliseconds",
    type: "quantitative" as const,
    title: "milliseconds",
    scale: { type: "log" as const, domain: [...domain], nice: false },
    axis: { values: decades(domain), format: "~r", grid: true },
  };
  const legend = {
    orient: "bottom" as const,
    direction: "horizontal" as const,
    title: null,
    symbolOpacity: 1,
    symbolSize: 80,
  };
  const color = {
    field: "engine",
    type: "nominal" as const,
    scale: { domain: [...engines], range: engines.map((engine) => LOOKS[engine]!.colour) },
    legend,
  };
  const shape = {
    field: "engine",
    type: "nominal" as const,
    scale: { domain: [...engines], range: engines.map((engine) => LOOKS[engine]!.shape) },
    legend,
  };
  const layer: Layer[] = [
    {
      data: { values: [{ value: smallValue(quantity) }] },
      mark: { type: "rule", color: INK.rule, strokeDash: [2, 3] },
      encoding: { x },
    },
    { mark: { type: "line", strokeWidth: 1.8 }, encoding: { x, y, color } },
    {
      mark: { type: "point", filled: true, opacity: 1, size: 55, aria: true },
      encoding: { x, y, color, shape, description: IN_WORDS },
    },
  ];
  return {
    width: WIDTH,
    height: HEIGHT,
    transform: [{ filter: `datum.quantity === '${quantity}'` }],
    layer,
  };
}

/** 1, 2 and 5 of every decade. */
function decades([low, high]: readonly [number, number]): number[] {
  const first = Math.floor(Math.log10(low));
  const count = Math.ceil(Math.log10(high)) - first + 1;
  return Array.from({ length: count }, (_, i) => [1, 2, 5].map((step) => step * 10 ** (first + i)))
    .flat().filter((mark) => mark >= low && mark <= high);
}

function pointWords(row: ScalingRow): string {
  return `${row.engine}, ${row.quantity} = ${row.value}: ${
    shortNumber(row.cpu_milliseconds)
  } ms of CPU time`;
}

function curveWords(rows: readonly ScalingRow[], quantity: Scaled): string {
  const own = rows.filter((row) => row.quantity === quantity);
  if (own.length === 0) return "";
  const engines = [...new Set(own.map((row) => row.engine))];
  return `${WORDS[quantity]}: ${
    engines.map((engine) => {
      const curve = own.filter((row) => row.engine === engine);
      const [first, last] = [curve[0]!, curve.at(-1)!];
      return `${engine} from ${shortNumber(first.cpu_milliseconds)} ms at ${first.value} to ${
        shortNumber(last.cpu_milliseconds)
      } ms at ${last.value}`;
    }).join(", ")
  }.`;
}
