import type { ChartBlock } from "../content/blocks.ts";
import { escapeHtml } from "../escape_html.ts";
import { colourVariable } from "./chart_colours.ts";
import { modelsNamed, type PageModel } from "./model_marks.ts";
import { tableHtml } from "./page_table.ts";

/** A page shows at most this many rows of a chart's data; the whole is in a file. */
const MOST_ROWS = 200;

/** Size of the charts in the page over their own: their small print is to be read beside the text. */
const PAGE_SCALE = 1.2;

/** A chart with the data that it draws and the names of its files. */
export function chartHtml(
  block: ChartBlock,
  options: { readonly svg: string; readonly models: readonly PageModel[] },
): string {
  const { name, title, description, columns, rows } = block;
  const shown = rows.slice(0, MOST_ROWS);
  const left = rows.length - shown.length;
  const table = tableHtml(
    {
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
    },
    "",
    options.models,
  );
  return `<figure id="chart-${name}" aria-label="${escapeHtml(title)}">
${pageSvg(options.svg, description)}
<details><summary>Data of this chart</summary>
<p>${escapeHtml(description)}</p>
${table}
<p>${
    left > 0 ? `${left} further rows: ` : "Files: "
  }charts/${name}.csv, charts/${name}.vl.json, charts/${name}.svg, charts/${name}.png</p>
</details>${zoomHtml(block, options.models)}
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

/** The curves with all digits, for the script that enlarges them. */
function zoomHtml({ zoom, rows }: ChartBlock, models: readonly PageModel[]): string {
  if (zoom === null) return "";
  const curves = Object.entries(zoom.colours).map(([name, colour]) => ({
    name,
    colour: colourVariable(colour),
    model: modelsNamed(name, models).join(" "),
  }));
  const points = rows.map((row) => ({
    series: row[zoom.series],
    x: row[zoom.x],
    y: row[zoom.y],
    low: row[zoom.low],
    high: row[zoom.high],
  }));
  const data = { unit: zoom.unit, domain: zoom.domain, series: curves, rows: points };
  // The end of a script would end the data.
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  return `\n<script type="application/json" class="zoom-data">${json}</script>`;
}

/** A value of a chart's data as the page prints it, to six digits. */
export function dataText(value: string | number | boolean | null): string {
  if (value === null) return "–";
  if (typeof value !== "number") return String(value);
  return String(Number(value.toPrecision(6)));
}
