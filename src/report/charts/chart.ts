import type { TopLevelSpec } from "vega-lite";
import type { ReportInput } from "../study.ts";

/** A row of a chart's data: plain values by column, `null` where there is none. */
export type Row = { readonly [column: string]: string | number | boolean | null };

/**
 * A chart of a study. It computes nothing itself that an interval or a verdict depends on: those
 * are columns of its data, made by the analysis.
 */
export interface Chart {
  /** Names the files. */
  readonly name: string;
  /** The columns of {@link rows}, in order. */
  readonly columns: readonly string[];
  /** Whether the study has what the chart shows. The other functions need this to hold. */
  applies(input: ReportInput): boolean;
  /** What the data say; neutral where they say nothing with confidence. */
  title(input: ReportInput): string;
  /** Alternative text: what is drawn, and its main numbers. */
  description(input: ReportInput): string;
  /** The data drawn. */
  rows(input: ReportInput): readonly Row[];
  /** Vega-Lite with all data inlined. */
  spec(input: ReportInput): TopLevelSpec;
  /** How a reader can enlarge a part of the curves. Absent for a chart without curves. */
  zoom?(input: ReportInput): Zoom;
}

/**
 * What the page needs to enlarge a part of a chart's curves and to read values off it. The columns
 * are those of {@link Chart.rows}; intervals are columns too, never computed by the page.
 */
export interface Zoom {
  /** Column of numbers along the horizontal axis. */
  readonly x: string;
  /** Ends of the horizontal axis of every panel. */
  readonly domain: readonly [number, number];
  /** What the axis counts, for its label: `training examples`. */
  readonly unit: string;
  /** Column of fractions, shown in per cent. */
  readonly y: string;
  readonly low: string;
  readonly high: string;
  /** Column that tells the curves apart. */
  readonly series: string;
  /** Colours by the values of {@link series}. */
  readonly colours: { readonly [series: string]: string };
}

/** Label of an axis of amounts: `0`, `500`, `20k`, `1.5T`. */
export const AMOUNT_LABEL = "datum.value === 0 ? '0' : format(datum.value, '~s')";

/** Reads a mark's own words, shown as its tooltip, from the column `words`. */
export const IN_WORDS = { field: "words", type: "nominal" as const };

/** One layer of a chart. */
export type Layer = Extract<TopLevelSpec, { layer: unknown }>["layer"][number];

/** One panel of a chart made of several. */
export type Panel = Extract<TopLevelSpec, { concat: unknown }>["concat"][number];
