import type { Block, ChartBlock, Section, TableBlock } from "./content/blocks.ts";
import type { FontFace } from "./font.ts";
import type { ReportContent } from "./report_content.ts";
import { TOOLTIP_SCRIPT } from "./report_script.ts";
import { reportStyle } from "./report_style.ts";

/** A page shows at most this many rows of a chart's data; the whole is in a file. */
const MOST_ROWS = 200;

/** Size of the charts in the page over their own: their small print is to be read beside the text. */
const PAGE_SCALE = 1.2;

/** What the page embeds besides the content. */
export interface PageParts {
  /** SVG by chart name. */
  readonly charts: ReadonlyMap<string, string>;
  readonly font: readonly FontFace[];
}

/**
 * The report as one page that needs nothing else: charts, font and style are inside, no request
 * leaves it, and everything can be read without JavaScript.
 */
export function reportHtml(content: ReportContent, parts: PageParts): string {
  const links = content.sections.map(({ id, heading }) =>
    `<a href="#${id}">${escapeHtml(heading)}</a>`
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(content.title)}</title>
<link rel="icon" href="data:,">
<style>${reportStyle(parts.font)}</style>
</head>
<body>
<header>
<h1>${escapeHtml(content.title)}</h1>
<p>${escapeHtml(content.summary)}</p>
<nav aria-label="Sections">${links.join("")}</nav>
</header>
<main>
${content.sections.map((section) => sectionHtml(section, parts)).join("\n")}
</main>
<script>${TOOLTIP_SCRIPT}</script>
</body>
</html>
`;
}

function sectionHtml({ id, heading, exploratory, blocks }: Section, parts: PageParts): string {
  const stamp = exploratory ? ` <span class="stamp">exploratory</span>` : "";
  return `<section id="${id}">
<h2>${escapeHtml(heading)}${stamp}</h2>
${blocks.map((block) => blockHtml(block, parts)).join("\n")}
</section>`;
}

function blockHtml(block: Block, parts: PageParts): string {
  switch (block.kind) {
    case "paragraph":
      return `<p>${escapeHtml(block.text)}</p>`;
    case "list":
      return (block.title === null ? "" : `<h3>${escapeHtml(block.title)}</h3>\n`) +
        listHtml(block.items);
    case "verdict":
      return `<div class="verdict ${block.verdict}">
<span class="badge">${block.verdict}</span>
<p>${escapeHtml(block.sentence)}</p>
${block.notes.length > 0 ? listHtml(block.notes) : ""}
</div>`;
    case "code":
      return `<pre><code>${escapeHtml(block.text)}</code></pre>`;
    case "table":
      return block.folded
        ? `<details><summary>${escapeHtml(block.caption)}</summary>${
          tableHtml(block, "")
        }</details>`
        : tableHtml(block, block.caption);
    case "chart":
      return chartHtml(block, parts);
    default:
      return block satisfies never;
  }
}

function listHtml(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join("")}</ul>`;
}

function tableHtml({ columns, rows }: TableBlock, caption: string): string {
  const cell = (tag: "th" | "td", text: string, align: "left" | "right") =>
    `<${tag}${align === "right" ? ` class="right"` : ""}>${escapeHtml(text)}</${tag}>`;
  const head = columns.map(({ title, align }) => cell("th", title, align)).join("");
  const body = rows.map((row) =>
    `<tr>${row.map((one, place) => cell("td", one.text, columns[place]!.align)).join("")}</tr>`
  );
  // A caption element would be no wider than its table.
  const above = caption === "" ? "" : `<p class="caption">${escapeHtml(caption)}</p>\n`;
  return `${above}<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>
${body.join("\n")}
</tbody></table></div>`;
}

function chartHtml(block: ChartBlock, { charts }: PageParts): string {
  const { name, title, description, columns, rows } = block;
  const svg = charts.get(name);
  if (svg === undefined) throw new RangeError(`Cannot show chart ${name}: it was not rendered`);
  const labelled = pageSvg(svg, description);
  const shown = rows.slice(0, MOST_ROWS);
  const left = rows.length - shown.length;
  const table = tableHtml({
    kind: "table",
    caption: "",
    folded: false,
    columns: columns.map((column) => ({
      title: column,
      align: rows.some((row) => typeof row[column] === "number") ? "right" : "left",
    })),
    rows: shown.map((row) =>
      columns.map((column) => {
        const value = row[column] ?? null;
        return { value: String(value), text: dataText(value) };
      })
    ),
  }, "");
  return `<figure aria-label="${escapeHtml(title)}">
${labelled}
<details><summary>Data of this chart</summary>
<p>${escapeHtml(description)}</p>
${table}
<p>${
    left > 0 ? `${left} further rows: ` : "Files: "
  }charts/${name}.csv, charts/${name}.vl.json, charts/${name}.svg, charts/${name}.png</p>
</details>
</figure>`;
}

/**
 * The drawing for the page: as large as the text around it, and with the alternative text for those
 * who do not see it.
 */
function pageSvg(svg: string, description: string): string {
  const width = Number(/<svg [^>]*?width="([\d.]+)"/.exec(svg)?.[1]);
  const style = `style="width:${Math.round(PAGE_SCALE * width)}px"`;
  return svg.replace("<svg ", `<svg role="img" aria-label="${escapeHtml(description)}" ${style} `);
}

function dataText(value: string | number | boolean | null): string {
  if (value === null) return "–";
  if (typeof value !== "number") return String(value);
  return String(Number(value.toPrecision(6)));
}

/** `text` with the signs that are markup in HTML replaced. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
