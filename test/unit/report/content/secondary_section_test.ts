import { assertEquals, assertStringIncludes } from "@std/assert";
import { secondaryStatistics } from "../../../../src/analysis/secondary.ts";
import { simulatedStudies } from "../../../../src/analysis/simulated_study.ts";
import { mulberry32 } from "../../../../src/analysis/mulberry32.ts";
import { comparePaired } from "../../../../src/analysis/compare.ts";
import { exploreCells } from "../../../../src/analysis/exploratory.ts";
import type { TableBlock } from "../../../../src/report/content/blocks.ts";
import { exploratoryBlocks } from "../../../../src/report/content/exploratory_blocks.ts";
import { secondarySection } from "../../../../src/report/content/secondary_section.ts";
import type { ReportInput } from "../../../../src/report/study.ts";
import { syntheticStudy } from "../../../support/synthetic_study.ts";

const simulate = simulatedStudies({ seeds: 6, examples: 300, baseline: 0.7, difference: 0.05 });
const { left: ctm, right: lstm } = simulate(mulberry32(3));
const INPUT = {
  left: { ...ctm, label: "ctm" },
  right: { ...lstm, label: "lstm" },
  dataset: "digits",
  alpha: 0.05,
  comparisons: 1,
  margin: 0.01,
  chance: 0.1,
};

function studyWith(changes: Partial<ReportInput>): ReportInput {
  const comparison = comparePaired(INPUT);
  return {
    ...syntheticStudy(),
    comparisons: [comparison],
    secondary: [secondaryStatistics(INPUT, comparison)],
    ...changes,
  };
}

const tablesOf = (blocks: readonly { kind: string }[]) =>
  blocks.filter((block): block is TableBlock => block.kind === "table");

Deno.test("the secondary section has summaries, cross-checks and the networks, folded", () => {
  const input = studyWith({});
  const [section] = secondarySection(input);
  assertEquals([section!.id, section!.exploratory], ["secondary", false]);
  const [summaries, checks, networks] = tablesOf(section!.blocks);
  assertEquals(summaries!.rows.map((row) => row[1]!.text), [
    "all runs",
    "Olympic mean",
    "interquartile mean",
  ]);
  assertEquals(summaries!.rows[0]![0]!.text, "CTM − LSTM");
  const { secondary: [statistics], comparisons: [comparison] } = input;
  assertEquals(summaries!.rows[0]![5]!.value, statistics!.sensitivity[0]!.difference);
  assertEquals(summaries!.rows[0]![7]!.text, comparison!.verdict);
  assertEquals(checks!.rows[0]![1]!.value, statistics!.improvement!.unpaired);
  assertStringIncludes(checks!.caption, "from 0.75 on it counts as better, which 17 runs a side");
  assertEquals([networks!.folded, networks!.rows.length], [true, 6]);
  assertStringIncludes(networks!.caption, "about these two networks only");
  assertEquals(networks!.rows[2]![7]!.value, statistics!.networks[2]!.test.exact);
  for (const { rows, columns } of [summaries!, checks!, networks!]) {
    for (const row of rows) assertEquals(row.length, columns.length);
  }
});

Deno.test("alarms come first", () => {
  const [statistics] = studyWith({}).secondary;
  const alarmed = {
    ...statistics!,
    bootstrap: { ...statistics!.bootstrap!, alarm: "the two disagree" },
  };
  const [section] = secondarySection(studyWith({ secondary: [alarmed] }));
  assertEquals(section!.blocks[0], {
    kind: "list",
    title: "Alarms",
    items: ["CTM − LSTM: the two disagree."],
  });
});

Deno.test("no comparison, no section", () => {
  assertEquals(secondarySection(studyWith({ secondary: [] })), []);
});

Deno.test("the cells of a sweep get differences, Holm's p and a guard against choosing", () => {
  const cell = (label: string, side: typeof ctm) => ({
    ...side,
    label,
    runs: side.runs.slice(0, 3),
  });
  const exploratory = exploreCells({
    reference: INPUT.right,
    cells: [cell("ctm ticks=2 sync=16", ctm), cell("ctm ticks=4 sync=16", lstm)],
    plannedSeeds: [1, 2, 3, 4, 5, 6],
    chance: 0.1,
    alpha: 0.05,
    scope: "population",
  });
  const [differences, guard] = exploratoryBlocks(studyWith({ exploratory }));
  const table = differences as TableBlock;
  assertStringIncludes(table.caption, "Exploratory, no verdicts");
  assertEquals(table.columns[5]!.title, "97.5 % interval (pp)");
  assertEquals(table.rows.map((row) => row[7]!.value), exploratory!.cells.map((one) => one.pHolm));
  // A cell equal to the reference differs by nothing.
  assertEquals(table.rows[1]![4]!.value, 0);
  for (const row of table.rows) assertEquals(row.length, table.columns.length);
  const items = (guard as { items: readonly string[] }).items;
  assertStringIncludes(
    items[0]!,
    "The best of 3 cells here is ctm ticks=2 sync=16, chosen on seeds",
  );
  assertStringIncludes(items[1]!, "--seeds 4,5,6,7,8,9");
  assertEquals(exploratoryBlocks(studyWith({ exploratory: null })), []);
});
