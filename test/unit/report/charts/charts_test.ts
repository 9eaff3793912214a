import { assert, assertEquals, assertFalse, assertGreater } from "@std/assert";
import { CHARTS } from "../../../../src/report/charts/mod.ts";
import { loadFont } from "../../../../src/report/font.ts";
import { renderChart } from "../../../../src/report/render.ts";
import { type SyntheticOptions, syntheticStudy } from "../../../support/synthetic_study.ts";

const font = await loadFont();

/** A study that has everything. */
const FULL: SyntheticOptions = {
  tuned: true,
  flopsAccuracies: { ctm: 0.82, lstm: 0.86, cnn: 0.86 },
};

const STUDIES: { readonly [name: string]: SyntheticOptions } = {
  "a sweep with three models": {},
  "failures of every kind": {
    diverged: ["lstm", "ctm"],
    missing: ["cnn"],
    absent: ["ctm ticks=2 sync=16"],
    accuracies: { ctm: 0.85, lstm: 0.84, cnn: 0.86, transformer: 0.8, gru: 0.83 },
  },
  "one seed": { seeds: 1 },
  "one model, one cell, one seed": {
    seeds: 1,
    accuracies: { ctm: 0.86 },
    ticks: [],
    sync: [],
  },
  "many ticks, no pairs": { ticks: [1, 2, 4, 8, 16, 32], sync: [] },
  "no ticks, no activity": { accuracies: { cnn: 0.9 }, activity: false },
  "two budgets": { flopsAccuracies: { ctm: 0.82, lstm: 0.86, cnn: 0.86 } },
  "equal accuracies without noise": {
    noise: 0,
    gainPerDoubling: 0,
    accuracies: { ctm: 0.8, lstm: 0.8, cnn: 0.8 },
  },
};

for (const [name, options] of Object.entries(STUDIES)) {
  Deno.test(`every chart of a study with ${name} renders without a warning`, async () => {
    const input = syntheticStudy(options);
    for (const chart of CHARTS.filter((one) => one.applies(input))) {
      const { svg, warnings } = await renderChart(chart.name, chart.spec(input), font);
      assertEquals(warnings, [], chart.name);
      assert(svg.startsWith("<svg"), chart.name);
      assertFalse(/NaN|undefined|null/.test(svg.replaceAll(/base64,[^"]*/g, "")), chart.name);
    }
  });
}

Deno.test("every chart applies to a full study, and none but its own to a lone model", () => {
  const full = syntheticStudy(FULL);
  assertEquals(CHARTS.filter((chart) => !chart.applies(full)), []);
  const lone = syntheticStudy({ accuracies: { cnn: 0.9 }, activity: false });
  const applying = CHARTS.filter((chart) => chart.applies(lone)).map(({ name }) => name);
  assert(applying.includes("learning_curves"));
  for (
    const name of [
      ...["forest", "budget_forest", "accuracy_by_flops", "accuracy_by_tick", "accuracy_by_ticks"],
      ...["sync_by_ticks", "neuron_activity", "attention"],
    ]
  ) assertFalse(applying.includes(name), name);
});

Deno.test("a chart's rows have exactly its columns, and its specification draws those rows", () => {
  const input = syntheticStudy(FULL);
  for (const chart of CHARTS) {
    const rows = chart.rows(input);
    assertGreater(rows.length, 0, chart.name);
    for (const row of rows) assertEquals(Object.keys(row), [...chart.columns], chart.name);
    const { data } = chart.spec(input);
    assert(data !== undefined && data !== null && "values" in data, chart.name);
    const drawn = data.values as { readonly [column: string]: unknown }[];
    assertEquals(
      drawn.map((row) => Object.fromEntries(chart.columns.map((column) => [column, row[column]]))),
      rows.map((row) => ({ ...row })),
      chart.name,
    );
  }
});

Deno.test("a specification has all data inside and computes no statistic of its own", () => {
  const input = syntheticStudy(FULL);
  for (const chart of CHARTS) {
    const text = JSON.stringify(chart.spec(input));
    assertFalse(/"url":"(?!data:)/.test(text.replaceAll(/\{"field":"url"\}/g, "")), chart.name);
    assertFalse(/https?:/.test(text), chart.name);
    assertFalse(/errorband|errorbar|boxplot|"aggregate"|regression|loess/.test(text), chart.name);
  }
});

Deno.test("an interval is absent, not zero, where there is one seed", () => {
  const input = syntheticStudy({ seeds: 1 });
  for (const chart of CHARTS.filter((one) => one.applies(input))) {
    for (const row of chart.rows(input)) {
      if ("low" in row) assertEquals([row.low, row.high], [null, null], chart.name);
    }
  }
});

Deno.test("a cell without results stays empty in the heat map, a partial one says so", () => {
  const input = syntheticStudy({
    absent: ["ctm ticks=2 sync=64"],
    missing: ["ctm ticks=4 sync=16"],
  });
  const heatMap = CHARTS.find((chart) => chart.name === "sync_by_ticks")!;
  const cell = (ticks: number, pairs: number) =>
    heatMap.rows(input).find((row) => row.ticks === ticks && row.pairs === pairs)!;
  assertEquals(cell(2, 64).accuracy, null);
  assertEquals(cell(2, 64).state, "no result");
  assertEquals(cell(4, 16).seeds, 4);
  assertEquals(cell(8, 32).is_reference, true);
  assert(JSON.stringify(heatMap.spec(input)).includes("(4/5)"));
});
