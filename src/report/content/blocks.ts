import type { Interval, Verdict } from "../../analysis/comparison.ts";
import type { Description } from "../../analysis/describe.ts";
import { NOTHING } from "../number_text.ts";
import type { Row, Zoom } from "../charts/chart.ts";

/** A value and how it is printed; the JSON report holds both. */
export interface Cell {
  readonly value: number | string | null;
  readonly text: string;
  /** Of an estimate: its interval, with all digits. */
  readonly interval?: Interval;
  /** Of an estimate without an interval: why there is none. */
  readonly noInterval?: string;
  /** Where the text leads, relative to the report. */
  readonly link?: string;
}

/** A column of a table. */
export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

/** A table of few rows, printed in every form of the report. */
export interface TableBlock {
  readonly kind: "table";
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
  /** Whether the page shows it folded, for long tables. */
  readonly folded: boolean;
}

/** A chart by name, with its text and its data. */
export interface ChartBlock {
  readonly kind: "chart";
  readonly name: string;
  readonly title: string;
  /** Alternative text. */
  readonly description: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** How a reader can enlarge a part of the chart's curves; `null` for a chart without curves. */
  readonly zoom: Zoom | null;
}

/** How a state is shown: what one hopes for, the opposite, neither, or not known yet. */
export type Tone = "positive" | "negative" | "neutral" | "open";

/** A piece of the report, without any markup. */
export type Block =
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "list"; readonly title: string | null; readonly items: readonly string[] }
  | {
    readonly kind: "verdict";
    readonly verdict: Verdict;
    readonly sentence: string;
    /** Why, what would decide it, what else a reader must know. */
    readonly notes: readonly string[];
  }
  /** A state with a badge that is no verdict: of a claim, of a night. */
  | {
    readonly kind: "state";
    /** In the badge, one or two words. */
    readonly label: string;
    readonly tone: Tone;
    readonly sentence: string;
    readonly notes: readonly string[];
  }
  | { readonly kind: "code"; readonly text: string }
  | TableBlock
  | ChartBlock;

/** A part of the report under one heading. */
export interface Section {
  /** Names the anchor. */
  readonly id: string;
  readonly heading: string;
  /** Whether everything in it is exploratory. */
  readonly exploratory: boolean;
  readonly blocks: readonly Block[];
  /** What stands beside {@link blocks} where the page is wide, and after them elsewhere. */
  readonly beside?: readonly Block[];
}

/** All blocks of a section, in reading order. */
export function blocksOf({ blocks, beside }: Section): readonly Block[] {
  return [...blocks, ...(beside ?? [])];
}

/** A table; columns with a leading `>` in their title are aligned to the right. */
export function tableBlock(
  caption: string,
  columns: readonly string[],
  content: { readonly rows: readonly (readonly Cell[])[]; readonly folded?: boolean },
): TableBlock {
  return {
    kind: "table",
    caption,
    columns: columns.map((title) =>
      title.startsWith(">") ? { title: title.slice(1), align: "right" } : { title, align: "left" }
    ),
    rows: content.rows,
    folded: content.folded ?? false,
  };
}

/** A cell of words. */
export function wordCell(text: string): Cell {
  return { value: text, text: text === "" ? NOTHING : text };
}

/** A cell of a number as `print` writes it; `null`, also in place of NaN, where there is none. */
export function numberCell(
  value: number | null | undefined,
  print: (value: number | null) => string,
) {
  const known = value === undefined || Number.isNaN(value) ? null : value;
  return { value: known, text: print(known) };
}

/**
 * A cell of an estimate with its interval, `87.31 % [86.90, 87.72]`, so that no mean stands alone.
 * Where every run gave the same number, the number alone is printed.
 *
 * @param estimate A mean over runs; `null` where no run has the number.
 * @param print How the mean is written; `printEnd` for the ends, without the unit.
 */
export function estimateCell(
  estimate: Description | null,
  print: (value: number | null) => string,
  printEnd: (value: number | null) => string = print,
): Cell {
  if (estimate === null) {
    return { value: null, text: print(null), noInterval: "no run has the number" };
  }
  const { mean, interval, deviation } = estimate;
  if (interval === null) return { value: mean, text: print(mean), noInterval: "one run" };
  const ends = deviation === 0 ? "" : ` [${printEnd(interval.low)}, ${printEnd(interval.high)}]`;
  return { value: mean, text: print(mean) + ends, interval };
}

/** `text` as a sentence: with a capital and a full stop. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  const capital = trimmed.charAt(0).toUpperCase() + trimmed.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

/** `1 run`, `2 runs`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
