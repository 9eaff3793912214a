/** A column of {@link textTable}. */
export interface Column {
  readonly heading: string;
  /** Numbers are aligned at the right. */
  readonly align: "left" | "right";
}

/** Rows of text under headings, columns aligned and two spaces apart, no trailing spaces. */
export function textTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
): string[] {
  const lines = [columns.map((column) => column.heading), ...rows];
  const widths = columns.map((_, index) =>
    Math.max(...lines.map((line) => (line[index] ?? "").length))
  );
  return lines.map((line) =>
    columns.map(({ align }, index) => {
      const cell = line[index] ?? "";
      return align === "left" ? cell.padEnd(widths[index]!) : cell.padStart(widths[index]!);
    }).join("  ").trimEnd()
  );
}
