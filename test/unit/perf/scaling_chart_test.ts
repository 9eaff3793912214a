import { assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { loadFont, renderChart } from "../../../src/report/mod.ts";
import { scaledCases } from "../../../src/perf/scaled_cases.ts";
import { scalingChart, scalingRows } from "../../../src/perf/scaling_chart.ts";
import { writeScaling } from "../../../src/perf/write_scaling.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";
import { engineOf, resultOf } from "./samples.ts";

/** The fused step takes as many milliseconds as the value, the other 3 times as many. */
const SCALING = scaledCases().map(({ quantity, value }) => ({
  quantity,
  value,
  result: resultOf(engineOf("fused", [[value]]), engineOf("composite", [[3 * value]])),
}));

Deno.test("the chart of curves is sound, with both engines, one or a point missing", async () => {
  const font = await loadFont();
  const rows = scalingRows(SCALING);
  const variants = [
    rows,
    rows.filter(({ engine }) => engine === "fused"),
    rows.filter(({ engine, value }) => engine === "fused" || value < 40),
  ];
  for (const variant of variants) {
    const { warnings, svg } = await renderChart("scaling", scalingChart(variant), font);
    assertEquals(warnings, []);
    assertStringIncludes(svg, "neurons (D)");
  }
  const titles = variants.map((variant) => (scalingChart(variant).title as { text: string }).text);
  assertEquals(titles, [
    "A training step of the small CTM takes 3.0 to 3.0 times as long without fused kernels",
    "A training step of the small CTM",
    "A training step of the small CTM takes 3.0 to 3.0 times as long without fused kernels",
  ]);
});

Deno.test("curves are written as a table and as a chart in three formats", async () => {
  await inTemporaryFolder(async (folder) => {
    const written = await writeScaling(SCALING, join(folder, "today"));
    const names = ["charts/scaling.png", "charts/scaling.svg", "charts/scaling.vl.json"];
    assertEquals(
      written.toSorted(),
      [...names, "tables/scaling.csv"].map((name) => join(folder, "today", name)),
    );
    const [header, first] = (await Deno.readTextFile(join(folder, "today/tables/scaling.csv")))
      .split("\n");
    assertEquals(
      header,
      "quantity,value,engine,cpu_milliseconds,wall_milliseconds,peak_bytes,parameters,flops_per_example",
    );
    assertEquals(first, "T,5,fused,5,10,10485760,89484,2800000");
  });
});
