import type { Block, Section } from "./content/blocks.ts";
import { escapeHtml } from "./escape_html.ts";
import type { FontFace } from "./font.ts";
import { colourVariable, followTheme } from "./page/chart_colours.ts";
import { markModels, type PageModel } from "./page/model_marks.ts";
import { chartHtml } from "./page/page_chart.ts";
import { tableHtml } from "./page/page_table.ts";
import type { ReportContent } from "./report_content.ts";
import { REPORT_SCRIPT } from "./report_script.ts";
import { reportStyle } from "./report_style.ts";

export { escapeHtml };

/** What the page embeds besides the content. */
export interface PageParts {
  /** SVG by chart name. */
  readonly charts: ReadonlyMap<string, string>;
  readonly font: readonly FontFace[];
}

/** What the blocks of a page are made with. */
interface PageContext {
  /** Drawings that follow the page's colours, by chart name. */
  readonly charts: ReadonlyMap<string, string>;
  readonly models: readonly PageModel[];
}

/**
 * The report as one page that needs nothing else: charts, font and style are inside, no request
 * leaves it, and everything can be read without JavaScript.
 */
export function reportHtml(content: ReportContent, parts: PageParts): string {
  const { models } = content;
  const charts = new Map<string, string>();
  const colours = models.map(({ colour }) => colour);
  for (const [name, drawing] of parts.charts) {
    const themed = followTheme(markModels(drawing, models));
    charts.set(name, themed.svg);
    colours.push(...themed.colours);
  }
  const sections = content.sections.map((section) => sectionHtml(section, { charts, models }));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(content.title)}</title>
<link rel="icon" href="data:,">
<style>${reportStyle(parts.font, colours)}</style>
</head>
<body>
<header>
<h1>${escapeHtml(content.title)}</h1>
<p>${escapeHtml(content.summary)}</p>
</header>
${barHtml(content)}
<main>
${sections.join("\n")}
</main>
<script>${REPORT_SCRIPT}</script>
</body>
</html>
`;
}

/** The legend of all charts and the contents, in reach wherever a reader is. */
function barHtml({ models, sections }: ReportContent): string {
  const chips = models.map(({ model, names, colour }) =>
    `<span class="chip" data-pick="${escapeHtml(model)}" style="--hue:${
      colourVariable(colour)
    }"><i></i>${escapeHtml(names[0] ?? model)}</span>`
  );
  const links = sections.map(({ id, heading }) => `<a href="#${id}">${escapeHtml(heading)}</a>`);
  return `<div class="bar">
<div class="chips" role="group" aria-label="Models">${chips.join("")}</div>
<details class="contents"><summary>Contents</summary><nav aria-label="Sections">${
    links.join("")
  }</nav></details>
</div>`;
}

function sectionHtml(section: Section, context: PageContext): string {
  const { id, heading, exploratory, blocks, beside } = section;
  const stamp = exploratory ? ` <span class="stamp">exploratory</span>` : "";
  const html = (some: readonly Block[]) => some.map((one) => blockHtml(one, context)).join("\n");
  const body = beside === undefined || beside.length === 0
    ? html(blocks)
    : `<div class="columns">\n<div>\n${html(blocks)}\n</div>\n<div>\n${
      html(beside)
    }\n</div>\n</div>`;
  return `<section id="${id}">
<h2>${escapeHtml(heading)}${stamp}</h2>
${body}
</section>`;
}

function blockHtml(block: Block, { charts, models }: PageContext): string {
  switch (block.kind) {
    case "paragraph":
      return `<p>${escapeHtml(block.text)}</p>`;
    case "list":
      return (block.title === null ? "" : `<h3>${escapeHtml(block.title)}</h3>\n`) +
        listHtml(block.items);
    case "verdict":
      return stateHtml(block, { style: block.verdict, label: block.verdict });
    case "state":
      return stateHtml(block, { style: block.tone, label: block.label });
    case "code":
      return `<pre><code>${escapeHtml(block.text)}</code></pre>`;
    case "table":
      return block.folded
        ? `<details><summary>${escapeHtml(block.caption)}</summary>${
          tableHtml(block, "", models)
        }</details>`
        : tableHtml(block, block.caption, models);
    case "chart": {
      const svg = charts.get(block.name);
      if (svg === undefined) {
        throw new RangeError(`Cannot show chart ${block.name}: it was not rendered`);
      }
      return chartHtml(block, { svg, models });
    }
    default:
      return block satisfies never;
  }
}

function stateHtml(
  { sentence, notes }: { readonly sentence: string; readonly notes: readonly string[] },
  badge: { readonly style: string; readonly label: string },
): string {
  return `<div class="verdict ${badge.style}">
<span class="badge">${escapeHtml(badge.label)}</span>
<p>${escapeHtml(sentence)}</p>
${notes.length > 0 ? listHtml(notes) : ""}
</div>`;
}

function listHtml(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join("")}</ul>`;
}
