import * as aq from "arquero";

/**
 * A table as comma-separated values with a header; an empty field is a null.
 *
 * A text that a spreadsheet would take for a formula gets an apostrophe before it, which
 * spreadsheets do not show: names come from files, and must not compute. Numbers stay numbers.
 */
export function csvText(table: aq.ColumnTable): string {
  const columns = table.columnNames();
  const format = Object.fromEntries(columns.map((column) => [column, harmless]));
  return aq.toCSV(table, { format });
}

function harmless(value: unknown): unknown {
  if (typeof value !== "string" || !/^[=+\-@\t\r]/.test(value)) return value;
  return value.trim() !== "" && Number.isFinite(Number(value)) ? value : `'${value}`;
}
