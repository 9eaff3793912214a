import {
  assert,
  assertEquals,
  assertFalse,
  assertNotEquals,
  assertStringIncludes,
} from "@std/assert";
import { decode } from "fast-png";
import type { TopLevelSpec } from "vega-lite";
import { CHARTS } from "../../../src/report/charts/mod.ts";
import { loadFont } from "../../../src/report/font.ts";
import { renderChart } from "../../../src/report/render.ts";
import { syntheticStudy } from "../../support/synthetic_study.ts";

const font = await loadFont();

Deno.test("renderChart() gives equal bytes for equal studies, whatever came before", async () => {
  const chart = CHARTS.find((one) => one.name === "sync_by_ticks")!;
  const render = () => renderChart(chart.name, chart.spec(syntheticStudy()), font);
  const first = await render();
  const other = CHARTS.find((one) => one.name === "forest")!;
  await renderChart(other.name, other.spec(syntheticStudy()), font);
  const second = await render();
  assertEquals(second.svg, first.svg);
  assertEquals(second.png, first.png);
  const changed = await renderChart(chart.name, chart.spec(syntheticStudy({ seed: 2 })), font);
  assertNotEquals(changed.png, first.png);
});

Deno.test("renderChart() draws text: a picture without its texts is another one", async () => {
  const spec = (text: string): TopLevelSpec => ({
    data: { values: [{ text }] },
    width: 100,
    height: 30,
    mark: { type: "text" },
    encoding: { text: { field: "text" } },
  });
  const dark = async (text: string) => {
    const { data } = decode((await renderChart("text", spec(text), font)).png);
    return data.filter((value) => value < 128).length;
  };
  assertEquals(await dark(""), 0);
  assert(await dark("Wide enough to see") > 100);
});

Deno.test("renderChart() doubles the size for the PNG", async () => {
  const chart = CHARTS.find((one) => one.name === "forest")!;
  const { svg, png } = await renderChart(chart.name, chart.spec(syntheticStudy()), font);
  const { width, height } = decode(png);
  assertStringIncludes(svg, `width="${width / 2}" height="${height / 2}"`);
});

Deno.test("renderChart() puts the chart's name before every id, and uses no other", async () => {
  const chart = CHARTS.find((one) => one.name === "sync_by_ticks")!;
  const { svg } = await renderChart(chart.name, chart.spec(syntheticStudy()), font);
  const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]!);
  const uses = [...svg.matchAll(/url\(#([^)]+)\)/g)].map((match) => match[1]!);
  assert(ids.length > 0);
  assert(ids.every((id) => id.startsWith("sync_by_ticks-")));
  assertEquals(new Set(uses).difference(new Set(ids)), new Set());
});

Deno.test("renderChart() reports a character that the font lacks", async () => {
  const { warnings } = await renderChart("odd", {
    data: { values: [{}] },
    title: "accuracy of 漢",
    mark: "point",
    encoding: {},
  }, font);
  assertEquals(warnings, ["The font lacks 漢"]);
  const sound = await renderChart("sound", {
    data: { values: [{}] },
    title: "accuracy ± 1",
    mark: "point",
    encoding: {},
  }, font);
  assertEquals(sound.warnings, []);
  assertFalse(sound.svg.includes("漢"));
});
