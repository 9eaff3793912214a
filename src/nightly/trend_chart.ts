import type { TopLevelSpec } from "vega-lite";
import { IN_WORDS, type Layer, type Row } from "../report/charts/chart.ts";
import { INK } from "../report/theme.ts";
import type { HistoryPage } from "./history_page.ts";
import { NIGHT_LOOKS, type PointKind } from "./night_looks.ts";
import { nightAxis } from "./night_axis.ts";
import {
  trendBands,
  trendLevels,
  type TrendMetric,
  type TrendRow,
  trendRows,
} from "./trend_rows.ts";

const WIDTH = 680;
const HEIGHT = 150;

/** A chart of the history. */
export interface HistoryChart {
  /** Names the files. */
  readonly name: string;
  readonly title: string;
  /** Alternative text. */
  readonly description: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** Vega-Lite with all data inlined. */
  readonly spec: TopLevelSpec;
}

const WORDS: {
  readonly [metric in TrendMetric]: { readonly name: string; readonly unit: string };
} = {
  accuracy: { name: "Test accuracy", unit: "test accuracy, %" },
  loss: { name: "Test loss", unit: "test loss" },
};

/** A metric over the nights, a panel for each trial; nothing where no night has it. */
export function trendChart(page: HistoryPage, metric: TrendMetric): HistoryChart[] {
  const rows = trendRows(page, metric);
  if (rows.length === 0) return [];
  const { name, unit } = WORDS[metric];
  const trials = [...new Set(rows.map((row) => row.trial))];
  const last = page.history.at(-1)!.night;
  const latest = trials.flatMap((trial) => {
    const row = rows.find((one) => one.trial === trial && one.night === last);
    return row === undefined || row.verdict === "not compared" ? [] : [`${trial} ${row.verdict}`];
  });
  const title = `${name} over ${page.history.length} night${page.history.length === 1 ? "" : "s"}${
    latest.length === 0 ? "" : `: ${latest.join(", ")}`
  }`;
  const description = `${name} of each trial by night. ${
    trials.map((trial) => rows.findLast((row) => row.trial === trial)!.words).join(". ")
  }.`;
  return [{
    name: `${metric}_trend`,
    title,
    description,
    columns: ["trial", "night", "started", "value", "low", "high", "verdict"],
    rows: rows.map(({ words: _, ...row }) => row),
    spec: {
      title: { text: title, subtitle: subtitle(metric), offset: 18 },
      description,
      vconcat: trials.map((trial) => ({
        title: { text: `${trial}, ${unit}`, fontSize: 12, offset: 10 },
        width: WIDTH,
        height: HEIGHT,
        layer: panel(page, { metric, rows, trial }),
      })),
      spacing: 26,
      resolve: { legend: { color: "shared", shape: "shared" } },
    },
  }];
}

function subtitle(metric: TrendMetric): string[] {
  const whiskers = metric === "accuracy" ? " Whiskers: interval over seeds." : "";
  return [
    `Line: the baseline night. Shaded: what counts as the same, half the margin of a verdict.${whiskers}`,
    "A night that is identical trained the very same networks again. Grey steps: levels that were found.",
  ];
}

function panel(
  page: HistoryPage,
  { metric, rows, trial }: {
    readonly metric: TrendMetric;
    readonly rows: readonly TrendRow[];
    readonly trial: string;
  },
): Layer[] {
  const own = rows.filter((row) => row.trial === trial);
  const band = trendBands(page, metric).find((one) => one.trial === trial);
  const kinds = (Object.keys(NIGHT_LOOKS) as PointKind[]).filter((kind) =>
    rows.some((row) => row.verdict === kind)
  );
  const legend = {
    orient: "bottom" as const,
    direction: "horizontal" as const,
    title: null,
    symbolOpacity: 1,
    symbolSize: 80,
  };
  const ends = own.flatMap((row) => [row.value, row.low ?? row.value, row.high ?? row.value])
    .concat(band ? [band.value, band.low ?? band.value, band.high ?? band.value] : []);
  const scale = { domain: [Math.min(...ends), Math.max(...ends)], zero: false, nice: true };
  const y = (field: string) => ({
    field,
    type: "quantitative" as const,
    title: null,
    scale,
    axis: { tickCount: 4 },
  });
  const { x, start, end } = nightAxis(page);
  const bandLayers: Layer[] = band === undefined ? [] : [
    ...(band.low === null ? [] : [{
      data: { values: [{ start, end, low: band.low, high: band.high }] },
      mark: { type: "rect" as const, color: INK.zone },
      encoding: { x: x("start"), x2: { field: "end" }, y: y("low"), y2: { field: "high" } },
    }]),
    {
      data: { values: [{ value: band.value }] },
      mark: { type: "rule", color: INK.rule, strokeWidth: 1.2 },
      encoding: { y: y("value") },
    },
  ];
  return [
    ...bandLayers,
    {
      data: { values: trendLevels(page, metric, trial) },
      mark: { type: "rule", color: INK.context, strokeWidth: 4 },
      encoding: { x: x("from"), x2: { field: "to" }, y: y("level") },
    },
    {
      data: { values: own },
      mark: { type: "line", color: INK.context, strokeWidth: 1.2 },
      encoding: { x: x("started"), y: y("value") },
    },
    {
      data: { values: own.filter((row) => row.low !== null) },
      mark: { type: "rule", strokeWidth: 1.3, color: INK.rule },
      encoding: { x: x("started"), y: y("low"), y2: { field: "high" } },
    },
    {
      data: { values: own },
      mark: { type: "point", filled: true, opacity: 1, size: 75, aria: true },
      encoding: {
        x: x("started"),
        y: y("value"),
        color: {
          field: "verdict",
          type: "nominal",
          scale: { domain: kinds, range: kinds.map((kind) => NIGHT_LOOKS[kind].colour) },
          legend,
        },
        shape: {
          field: "verdict",
          type: "nominal",
          scale: { domain: kinds, range: kinds.map((kind) => NIGHT_LOOKS[kind].shape) },
          legend,
        },
        description: IN_WORDS,
      },
    },
  ];
}
