import { bool, float64, utf8 } from "@uwdata/flechette";
import * as aq from "arquero";
import { csvText } from "./csv_text.ts";
import { NOTHING } from "./number_text.ts";
import { plainMarkdown } from "./report_markdown.ts";
import type { ColumnKind, StudyTable } from "./tables.ts";

/** See {@link csvText}. */
export function tableCsv({ table }: StudyTable): string {
  return csvText(table);
}

/** The Arrow IPC file format with UTF-8, float64 and bool columns; nulls stay nulls. */
export function tableArrow({ table, kinds }: StudyTable): Uint8Array {
  const types = Object.fromEntries(
    Object.entries(kinds).map(([column, kind]) => [column, arrowType(kind)]),
  );
  return aq.toArrowIPC(table, { format: "file", types });
}

/** A GitHub-flavoured Markdown table with up to six digits after the point. */
export function tableMarkdown({ table, kinds }: StudyTable): string {
  const format = Object.fromEntries(
    Object.keys(kinds).map((column) => [column, (value: unknown) => cellText(value)]),
  );
  return aq.toMarkdown(table, { format });
}

function cellText(value: unknown): string {
  if (value === null) return NOTHING;
  if (typeof value !== "number") return plainMarkdown(String(value));
  if (Number.isInteger(value)) return String(value);
  return Math.abs(value) < 1e-4 ? value.toExponential(2) : String(Number(value.toFixed(6)));
}

function arrowType(kind: ColumnKind) {
  switch (kind) {
    case "text":
      return utf8();
    case "number":
      return float64();
    case "boolean":
      return bool();
    default:
      return kind satisfies never;
  }
}
