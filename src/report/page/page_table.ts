import type { Cell, TableBlock } from "../content/blocks.ts";
import { escapeHtml } from "../escape_html.ts";
import { modelsNamed, type PageModel } from "./model_marks.ts";

/** A table with its caption above it. A row whose first cell names models is about them. */
export function tableHtml(
  { columns, rows }: Pick<TableBlock, "columns" | "rows">,
  caption: string,
  models: readonly PageModel[],
): string {
  const cell = (tag: "th" | "td", content: string, align: "left" | "right") =>
    `<${tag}${align === "right" ? ` class="right"` : ""}>${content}</${tag}>`;
  const head = columns.map(({ title, align }) => cell("th", escapeHtml(title), align)).join("");
  const body = rows.map((row) => {
    const named = modelsNamed(row[0]?.text ?? "", models);
    const about = named.length > 0 ? ` data-model="${escapeHtml(named.join(" "))}"` : "";
    const cells = row.map((one, place) => cell("td", cellHtml(one), columns[place]!.align));
    return `<tr${about}>${cells.join("")}</tr>`;
  });
  // A caption element would be no wider than its table.
  const above = caption === "" ? "" : `<p class="caption">${escapeHtml(caption)}</p>\n`;
  return `${above}<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>
${body.join("\n")}
</tbody></table></div>`;
}

function cellHtml({ text, link }: Cell): string {
  const words = escapeHtml(text);
  return link === undefined ? words : `<a href="${escapeHtml(link)}">${words}</a>`;
}
