import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { adaptiveSection } from "../../../../src/report/content/adaptive_section.ts";
import type { Section, TableBlock } from "../../../../src/report/content/blocks.ts";
import { calibrationSection } from "../../../../src/report/content/calibration_section.ts";
import { costSection } from "../../../../src/report/content/cost_section.ts";
import { robustnessSection } from "../../../../src/report/content/robustness_section.ts";
import { syntheticStudy } from "../../../support/synthetic_study.ts";

function tablesOf([section]: readonly Section[]): TableBlock[] {
  return section!.blocks.filter((block) => block.kind === "table");
}

function columnOf(table: TableBlock, title: string): string[] {
  const place = table.columns.findIndex((column) => column.title === title);
  return table.rows.map((row) => row[place]!.text);
}

Deno.test("a target that a model never reaches is a miss and not a gap", () => {
  const input = syntheticStudy({
    accuracies: { ctm: 0.86, lstm: 0.6, cnn: 0.88 },
    ticks: [],
    sync: [],
    metrics: false,
  });
  const [, targets] = tablesOf(costSection(input));
  const rows = targets!.rows.map((row) => row.map(({ text }) => text));
  const lstm = rows.find(([model, target]) => model === "LSTM" && target === "80 %")!;
  assertEquals(lstm.slice(2), ["0 of 5", "miss", "miss", "miss"]);
  const cnn = rows.find(([model, target]) => model === "CNN" && target === "80 %")!;
  assertEquals(cnn[2], "5 of 5");
  assert(Number(cnn[3]) > 0, cnn[3]);
});

Deno.test("the cost table flags dominated models and keeps evaluation apart from training", () => {
  const [costs] = tablesOf(costSection(syntheticStudy({ ticks: [], sync: [], metrics: false })));
  // The CNN costs least and is the most accurate.
  assertEquals(columnOf(costs!, "by FLOPs"), ["dominated", "dominated", "on the front"]);
  assertEquals(columnOf(costs!, "by seconds"), ["dominated", "dominated", "on the front"]);
  assertEquals(columnOf(costs!, "evaluation (s)"), ["2.5", "2.5", "2.5"]);
  assertEquals(costSection(syntheticStudy({ accuracies: { cnn: 0.9 }, metrics: false })), []);
});

Deno.test("the adaptive section says what the whole budget equals, for both recurrent models", () => {
  const input = syntheticStudy();
  const section = adaptiveSection(input);
  const [budgets] = tablesOf(section);
  assertEquals([...new Set(columnOf(budgets!, "model"))], ["CTM", "LSTM"]);
  assertEquals(columnOf(budgets!, "budget").slice(0, 4), ["1", "2", "4", "8"]);
  assertEquals(columnOf(budgets!, "threshold")[3], "never");
  const [words] = section[0]!.blocks;
  assert(words?.kind === "paragraph");
  assertStringIncludes(words.text, "the last point is the accuracy when the last tick is read");
  assertStringIncludes(words.text, "CNN has one pass");
  assertEquals(section[0]!.exploratory, true);
});

Deno.test("no difference of the calibration error is given, and it has its warning", () => {
  const section = calibrationSection(syntheticStudy());
  const [scores, errors, differences] = tablesOf(section);
  assertEquals(scores!.rows.length, 3);
  assertEquals(errors!.columns.length, 5);
  assertEquals([...new Set(columnOf(differences!, "score"))], ["log loss", "Brier score"]);
  const [words] = section[0]!.blocks;
  assert(words?.kind === "paragraph");
  assertStringIncludes(words.text, "biased upwards");
});

Deno.test("sections without findings are left out", () => {
  const bare = syntheticStudy({ metrics: false });
  assertEquals([adaptiveSection, calibrationSection, robustnessSection].map((one) => one(bare)), [
    [],
    [],
    [],
  ]);
  const [, differences] = tablesOf(robustnessSection(syntheticStudy()));
  assertEquals(differences!.rows.length, 12);
});
