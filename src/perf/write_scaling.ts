import { join } from "node:path";
import * as aq from "arquero";
import { csvText } from "../report/csv_text.ts";
import { loadFont, renderChart } from "../report/mod.ts";
import { writeFileAtomically } from "../store/mod.ts";
import type { PerfRecord } from "./perf_record.ts";
import { SCALING_COLUMNS, scalingChart, scalingRows } from "./scaling_chart.ts";

/**
 * Writes the curves of a record as `tables/scaling.csv` and as the chart `charts/scaling` in three
 * formats.
 *
 * @returns The paths written.
 * @throws {Error} If the chart is not sound.
 */
export async function writeScaling(
  scaling: PerfRecord["scaling"],
  folder: string,
): Promise<string[]> {
  const rows = scalingRows(scaling);
  const spec = scalingChart(rows);
  const { svg, png, warnings } = await renderChart("scaling", spec, await loadFont());
  if (warnings.length > 0) throw new Error(`The chart of curves: ${warnings.join("; ")}`);
  const table = aq.from(rows.map((row) => ({ ...row })), [...SCALING_COLUMNS]);
  const files: readonly (readonly [string, string | Uint8Array])[] = [
    [join("tables", "scaling.csv"), csvText(table)],
    [join("charts", "scaling.vl.json"), JSON.stringify(spec, null, 1) + "\n"],
    [join("charts", "scaling.svg"), svg],
    [join("charts", "scaling.png"), png],
  ];
  for (const name of ["tables", "charts"]) {
    await Deno.mkdir(join(folder, name), { recursive: true });
  }
  for (const [name, content] of files) await writeFileAtomically(join(folder, name), content);
  return files.map(([name]) => join(folder, name));
}
