import { join } from "node:path";
import * as aq from "arquero";
import { writeFileAtomically } from "../store/write_file.ts";
import { CHARTS } from "./charts/mod.ts";
import type { Chart } from "./charts/chart.ts";
import { csvText } from "./csv_text.ts";
import { type FontFace, loadFont } from "./font.ts";
import { renderChart, type RenderedChart } from "./render.ts";
import { reportContent } from "./report_content.ts";
import { reportHtml } from "./report_html.ts";
import { reportJson } from "./report_json.ts";
import { reportMarkdown } from "./report_markdown.ts";
import { runsMarkdown } from "./runs_markdown.ts";
import type { ReportInput } from "./study.ts";
import { tableArrow, tableCsv, tableMarkdown } from "./table_files.ts";
import { studyTables } from "./tables.ts";

/** Where the three forms of the report are. */
export interface WrittenReport {
  readonly html: string;
  readonly markdown: string;
  readonly json: string;
}

const CHART_ENDINGS = ["vl.json", "svg", "png", "csv"] as const;

/**
 * Writes the report of a study: `report.html`, `report.md`, `report.json`, the tables in `tables/`
 * and the charts in `charts/`. Each file appears complete or not at all; charts of an earlier report
 * that no longer apply are removed.
 *
 * @param directory The study's folder; created if it does not exist.
 */
export async function writeReport(input: ReportInput, directory: string): Promise<WrittenReport> {
  const tables = join(directory, "tables");
  const charts = join(directory, "charts");
  await Deno.mkdir(tables, { recursive: true });
  await Deno.mkdir(charts, { recursive: true });
  await writeTables(input, tables);
  const font = await loadFont();
  const rendered = await writeCharts(input, { directory: charts, font });

  const warnings = [...rendered].flatMap(([name, chart]) =>
    chart.warnings.map((warning) => `${name}: ${warning}`)
  );
  const content = reportContent(input, warnings);
  const written = {
    html: join(directory, "report.html"),
    markdown: join(directory, "report.md"),
    json: join(directory, "report.json"),
  };
  const svgs = new Map([...rendered].map(([name, chart]) => [name, chart.svg]));
  await writeFileAtomically(written.json, reportJson(content, input));
  await writeFileAtomically(written.markdown, reportMarkdown(content));
  await writeFileAtomically(written.html, reportHtml(content, { charts: svgs, font }));
  return written;
}

async function writeTables(input: ReportInput, directory: string) {
  for (const table of studyTables(input)) {
    const path = join(directory, table.name);
    const markdown = table.name === "runs" ? runsMarkdown(input) : tableMarkdown(table);
    await writeFileAtomically(`${path}.csv`, tableCsv(table));
    await writeFileAtomically(`${path}.arrow`, tableArrow(table));
    await writeFileAtomically(`${path}.md`, markdown);
  }
}

async function writeCharts(
  input: ReportInput,
  options: { readonly directory: string; readonly font: readonly FontFace[] },
): Promise<Map<string, RenderedChart>> {
  const rendered = new Map<string, RenderedChart>();
  for (const chart of CHARTS) {
    const path = join(options.directory, chart.name);
    if (!chart.applies(input)) {
      for (const ending of CHART_ENDINGS) await removeIfPresent(`${path}.${ending}`);
      continue;
    }
    const spec = chart.spec(input);
    const files = await renderChart(chart.name, spec, options.font);
    rendered.set(chart.name, files);
    await writeFileAtomically(`${path}.vl.json`, JSON.stringify(spec, null, 1) + "\n");
    await writeFileAtomically(`${path}.svg`, files.svg);
    await writeFileAtomically(`${path}.png`, files.png);
    await writeFileAtomically(`${path}.csv`, chartCsv(chart, input));
  }
  return rendered;
}

function chartCsv(chart: Chart, input: ReportInput): string {
  return csvText(aq.from([...chart.rows(input)], [...chart.columns]));
}

async function removeIfPresent(path: string) {
  await Deno.remove(path).catch((error) => {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  });
}
