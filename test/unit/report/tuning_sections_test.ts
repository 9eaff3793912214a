import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { NO_FINDINGS } from "../../../src/analysis/mod.ts";
import { challengeSection } from "../../../src/report/content/challenge_section.ts";
import { type Block, blocksOf, type Section } from "../../../src/report/content/blocks.ts";
import { gatesSection } from "../../../src/report/content/gates_section.ts";
import { tuningSection } from "../../../src/report/content/tuning_section.ts";
import { expectedBestChart } from "../../../src/report/charts/expected_best.ts";
import { loadFont } from "../../../src/report/font.ts";
import { renderChart } from "../../../src/report/render.ts";
import type { ReportInput } from "../../../src/report/study.ts";
import { syntheticStudy } from "../../support/synthetic_study.ts";

function tunedStudy(): ReportInput {
  return syntheticStudy({ tuned: true });
}

/** Every text of a section. */
function textOf(sections: readonly Section[]): string {
  const words = (block: Block): string[] => {
    switch (block.kind) {
      case "table":
        return [
          block.caption,
          ...block.rows.map((row) => row.map(({ text }) => text).join(" | ")),
        ];
      case "state":
        return [block.label, block.sentence, ...block.notes];
      case "list":
        return [...block.items];
      case "paragraph":
        return [block.text];
      default:
        return [];
    }
  };
  return sections.flatMap((section) => blocksOf(section).flatMap(words)).join("\n");
}

Deno.test("the section of the search tells trials, spaces, best values, edges, curve and verdicts", () => {
  const text = textOf(tuningSection(tunedStudy()));
  for (
    const part of [
      "against LSTM flips with 2 trials; against CNN tuning-robust",
      "Every model had 8 trials (8/8/8)",
      "no trial opened the test split",
      "borrowed (a table of <others>)",
      "CTM | 8 | 0 | 8 | 73.10 % | learningRate 0.095",
      "CTM | example | optimiser.learningRate | 0.0001 | 0.1 | log",
      "The best optimiser.learningRate of CTM, 0.095, lies at the high edge of its range (0.1)",
      "The search was made with other code than the runs.",
      // The numbers of the protocol, 3.12, for 1, 2, 4 and 8 trials.
      "CTM | 70.64 % | 72.06 % | 72.58 % | 72.84 %",
    ]
  ) assertStringIncludes(text, part);
});

Deno.test("the section of the gates tells what each model was held against, in both directions", () => {
  const study = tunedStudy();
  const text = textOf(gatesSection(study));
  assertStringIncludes(text, "Every compared model has learned.");
  assertStringIncludes(text, "above the nearest class mean (30.0 %) and guessing (10.0 %)");
  assertStringIncludes(text, "above its reference (51.0 % in 3 runs of results/reference/one)");
  const failed = study.gates.map((gate, index) => index === 1 ? { ...gate, passed: false } : gate);
  assertStringIncludes(
    textOf(gatesSection({ ...study, gates: failed })),
    "Failed: LSTM. No verdict about a model that failed is given, in either direction.",
  );
});

Deno.test("a challenge is shown with its outcome and both verdicts", () => {
  const text = textOf(challengeSection(tunedStudy()));
  assertStringIncludes(text, "Challenge 1: LSTM tuned with 16 trials against CTM: overturned.");
  assertStringIncludes(text, "Before: ctm leads lstm on mnist.");
  assertStringIncludes(text, "After: ctm matches lstm on mnist.");
  assertStringIncludes(
    text,
    "16 trials (8 before) of 5,000 training examples each; CTM was not tuned",
  );
});

Deno.test("a study without search, gates or challenges has none of the sections", () => {
  const study = { ...syntheticStudy(), ...NO_FINDINGS };
  assertEquals([tuningSection(study), gatesSection(study), challengeSection(study)], [[], [], []]);
  assertEquals(expectedBestChart.applies(study), false);
});

Deno.test("the chart of the search draws one line a model on one axis, without a warning", async () => {
  const study = tunedStudy();
  assert(expectedBestChart.applies(study));
  const rows = expectedBestChart.rows(study);
  assertEquals(rows.length, 24);
  const { svg, warnings } = await renderChart(
    expectedBestChart.name,
    expectedBestChart.spec(study),
    await loadFont(),
  );
  assertEquals(warnings, []);
  assert(svg.startsWith("<svg"));
});
