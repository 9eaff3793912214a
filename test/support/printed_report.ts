/** Reads back what the forms of a report print, for tests that they say the same. */
import { assert } from "@std/assert";
import type { Block, Section } from "../../src/report/content/blocks.ts";
import { blocksOf } from "../../src/report/content/blocks.ts";

/** A table as printed: the heading's cells, then those of every row. */
export type PrintedTable = readonly (readonly string[])[];

/** The tables of a page in its order. */
export function htmlTables(page: string): PrintedTable[] {
  return [...page.matchAll(/<table>(.*?)<\/table>/gs)].map(([, table]) =>
    [...table!.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row]) =>
      [...row!.matchAll(/<t[hd][^>]*>(.*?)<\/t[hd]>/gs)].map(([, cell]) =>
        unescapeHtml(cell!.replaceAll(/<[^>]*>/g, ""))
      )
    )
  );
}

/** The text of a page outside its tables, drawings, styles and scripts. */
export function htmlProse(page: string): string {
  const prose = page.replaceAll(
    /<(table|svg|style|script|head)\b.*?<\/\1>/gs,
    " ",
  );
  return unescapeHtml(prose.replaceAll(/<[^>]*>/g, " "));
}

/** The tables of a report in Markdown in its order. */
export function markdownTables(text: string): PrintedTable[] {
  const tables = text.match(/(?:^\|.*\|\n?)+/gm) ?? [];
  return tables.map((table) =>
    table.trim().split("\n").filter((_, line) => line !== 1).map((line) =>
      line.slice(2, -2).split(" | ").map((cell) =>
        cell.replaceAll(/\[(.*?)\]\([^)]*\)/g, "$1").replaceAll(/\\(.)/g, "$1")
      )
    )
  );
}

/** A report in Markdown without tables and addresses. */
export function markdownProse(text: string): string {
  return text.replaceAll(/^\|.*$/gm, "").replaceAll(/\]\([^)]*\)/g, "").replaceAll(/\\(.)/g, "$1");
}

/** What a JSON report says in words, tables left out. */
export function jsonProse(report: {
  readonly title: string;
  readonly summary: string;
  readonly sections: readonly Section[];
}): string {
  const blocks = report.sections.flatMap((section) => [section.heading, ...words(section)]);
  return [report.title, report.summary, ...blocks].join("\n");
}

function words(section: Section): string[] {
  return blocksOf(section).flatMap(blockWords);
}

function blockWords(block: Block): readonly string[] {
  switch (block.kind) {
    case "paragraph":
    case "code":
      return [block.text];
    case "list":
      return [block.title ?? "", ...block.items];
    case "verdict":
      return [block.sentence, ...block.notes];
    case "state":
      return [block.label, block.sentence, ...block.notes];
    case "table":
      return [block.caption];
    case "chart":
      return [block.title, block.description];
    default:
      return block satisfies never;
  }
}

/** The numbers in a text as they are printed. */
export function numbersIn(text: string): string[] {
  return text.match(/[+−-]?\d[\d,]*(?:\.\d+)?(?:e-?\d+)?/g) ?? [];
}

/** Whether `value` or, as a percentage, 100 times it is printed as `text`. */
export function isPrintedAs(value: number, text: string): boolean {
  const printed = Number(text.replace("−", "-").replaceAll(",", ""));
  assert(!Number.isNaN(printed), text);
  const digits = /\.(\d+)/.exec(text)?.[1]?.length ?? 0;
  const exponent = /e(-?\d+)/.exec(text)?.[1];
  const half = 0.5001 * 10 ** (Number(exponent ?? 0) - digits);
  return [1, 100].some((scale) => Math.abs(scale * value - printed) <= half);
}

function unescapeHtml(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
}
