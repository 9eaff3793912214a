import { join } from "node:path";
import * as aq from "arquero";
import { csvText } from "../report/csv_text.ts";
import { loadFont } from "../report/font.ts";
import { renderChart } from "../report/render.ts";
import { reportHtml } from "../report/report_html.ts";
import { reportMarkdown } from "../report/report_markdown.ts";
import { writeFileAtomically } from "../store/mod.ts";
import { historyCharts, historyContent } from "./history_content.ts";
import type { HistoryPage } from "./history_page.ts";
import { historyFolder } from "./history_folder.ts";

/**
 * Writes the pages of a history, `index.html` and `index.md`, and the charts. Each file appears
 * complete or not at all; a chart that no longer applies stays as it was and is not linked.
 *
 * @param directory Of the history.
 */
export async function writeHistoryPage(page: HistoryPage, directory: string): Promise<void> {
  const folder = historyFolder(directory);
  await Deno.mkdir(folder.charts, { recursive: true });
  const font = await loadFont();
  const drawings = new Map<string, string>();
  const warnings: string[] = [];
  const charts = historyCharts(page);
  for (const { name, spec, rows, columns } of charts) {
    const path = join(folder.charts, name);
    const drawn = await renderChart(name, spec, font);
    drawings.set(name, drawn.svg);
    warnings.push(...drawn.warnings.map((warning) => `${name}: ${warning}`));
    await writeFileAtomically(`${path}.vl.json`, JSON.stringify(spec, null, 1) + "\n");
    await writeFileAtomically(`${path}.svg`, drawn.svg);
    await writeFileAtomically(`${path}.png`, drawn.png);
    await writeFileAtomically(`${path}.csv`, csvText(aq.from([...rows], [...columns])));
  }
  const content = historyContent(page, { charts, warnings });
  await writeFileAtomically(folder.markdown, reportMarkdown(content));
  await writeFileAtomically(folder.page, reportHtml(content, { charts: drawings, font }));
}
