import { assertAlmostEquals, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import * as aq from "arquero";
import type { ColumnTable } from "arquero";
import { outsideTraining } from "../../../src/report/outside_training.ts";
import type { ReportInput } from "../../../src/report/study.ts";
import { tableArrow, tableCsv, tableMarkdown } from "../../../src/report/table_files.ts";
import { studyTables } from "../../../src/report/tables.ts";
import { runsMarkdown } from "../../../src/report/runs_markdown.ts";
import { syntheticStudy } from "../../support/synthetic_study.ts";

type Row = { readonly [column: string]: unknown };

/** Arquero types its rows as bare objects. */
function rowsOf(table: ColumnTable): Row[] {
  return table.objects() as Row[];
}

function tableNamed(input: ReportInput, name: string) {
  return studyTables(input).find((table) => table.name === name)!;
}

const FAILED = syntheticStudy({ diverged: ["lstm"], missing: ["cnn"] });

Deno.test("every table comes back from Arrow as it was, nulls included", () => {
  for (const table of [...studyTables(FAILED), ...studyTables(syntheticStudy({ seeds: 1 }))]) {
    const back = aq.fromArrow(tableArrow(table));
    assertEquals(back.columnNames(), table.table.columnNames(), table.name);
    assertEquals(back.objects(), table.table.objects(), table.name);
  }
});

Deno.test("a column of nulls alone keeps its type and its nulls in Arrow", () => {
  const runs = tableNamed(FAILED, "runs");
  const joules = rowsOf(aq.fromArrow(tableArrow(runs))).map((row) => row.joules);
  assertEquals(new Set(joules), new Set([null]));
});

Deno.test("the share outside training counts everything but steps, the first one included", () => {
  const [row] = rowsOf(tableNamed(syntheticStudy(), "runs").table);
  const { train_seconds, warmup_seconds, total_seconds } = row as { [name: string]: number };
  assertAlmostEquals(
    row!.outside_training as number,
    (total_seconds! - train_seconds! - warmup_seconds!) / total_seconds!,
    1e-12,
  );
  const seconds = { warmup: 1, training: 6, evaluation: 1, start: 1, data: 1, files: 0, total: 10 };
  assertAlmostEquals(outsideTraining({ seconds })!, 0.3, 1e-12);
  assertEquals(outsideTraining({ seconds: { ...seconds, start: null } }), null);
});

Deno.test("runs has one row for each planned run; a missing one has nulls, never 0", () => {
  const rows = rowsOf(tableNamed(FAILED, "runs").table);
  assertEquals(rows.length, FAILED.plan.runs.length);
  const missing = rows.filter((row) => row.status === "missing");
  assertEquals(missing.length, 1);
  const known = [
    "run_id",
    "model",
    "label",
    "role",
    "dataset",
    "seed",
    "ticks",
    "status",
    "detail",
  ];
  for (const [column, value] of Object.entries(missing[0]!)) {
    if (!known.includes(column)) assertEquals(value, null, column);
  }
  const diverged = rows.filter((row) => row.status === "diverged");
  assertEquals(diverged.map((row) => [row.model, row.test_accuracy, row.test_loss]), [
    ["lstm", 0.1, null],
  ]);
});

Deno.test("curves and per_tick have one row for each validation and each tick of a run", () => {
  const { runs } = FAILED;
  const points = runs.reduce((sum, run) => sum + run.curve.length, 0);
  const ticks = runs.reduce((sum, run) => sum + run.outcome.test.perTick.length, 0);
  assertEquals(tableNamed(FAILED, "curves").table.numRows(), points);
  assertEquals(tableNamed(FAILED, "per_tick").table.numRows(), ticks);
});

Deno.test("comparisons is flat and states the primary scope", () => {
  const input = syntheticStudy();
  const rows = rowsOf(tableNamed(input, "comparisons").table);
  assertEquals(rows.map((row) => [row.left, row.right, row.verdict, row.scope]), [
    ["ctm", "lstm", "leads", "population"],
    ["ctm", "cnn", "trails", "population"],
  ]);
  assertEquals(rows[0]!.difference_low, input.comparisons[0]!.population!.difference.low);
});

Deno.test("CSV leaves a null empty and reads back with the same numbers", () => {
  const runs = tableNamed(FAILED, "runs");
  const csv = tableCsv(runs);
  const back = rowsOf(aq.fromCSV(csv));
  assertEquals(back.length, runs.table.numRows());
  const original = rowsOf(runs.table);
  for (const [place, row] of original.entries()) {
    assertEquals(back[place]!.test_accuracy, row.test_accuracy);
    assertEquals(back[place]!.joules, null);
  }
});

Deno.test("Markdown prints a dash for a null", () => {
  const markdown = tableMarkdown(tableNamed(FAILED, "per_tick"));
  assertMatch(markdown, /^\|run_id\|model\|/);
  assertStringIncludes(tableMarkdown(tableNamed(FAILED, "curves")), "|–|");
});

Deno.test("runs.md groups by everything but the seed", () => {
  const lines = runsMarkdown(FAILED).split("\n").filter((line) => line.startsWith("|"));
  assertEquals(lines.length, 2 + FAILED.plan.trials.length);
  const cells = (name: string) =>
    lines.find((line) => line.startsWith(`| ${name} |`))!.split("|").map((cell) => cell.trim());
  assertEquals(cells("CNN").slice(2, 6), ["baseline", "4", "1", "0"]);
  assertEquals(cells("LSTM").slice(2, 6), ["baseline", "5", "0", "1"]);
  const lstm = FAILED.runs.filter((run) => FAILED.plan.trials[run.trial]!.model === "lstm");
  const mean = lstm.reduce((sum, run) => sum + run.outcome.test.accuracy, 0) / 5;
  // The diverged run is in the mean at chance level.
  assertAlmostEquals(parseFloat(cells("LSTM")[6]!), 100 * mean, 0.005);
});
