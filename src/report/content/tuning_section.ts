import type { TuningFindings } from "../../analysis/tuning_findings.ts";
import { budgetText } from "../budget_text.ts";
import { fixedText, percentText } from "../number_text.ts";
import { modelName, nameOfLabel } from "../series.ts";
import { settingsText } from "../settings_text.ts";
import type { ReportInput } from "../study.ts";
import {
  type Block,
  countOf,
  numberCell,
  type Section,
  sentence,
  tableBlock,
  wordCell,
} from "./blocks.ts";
import { chartBlock } from "./chart_block.ts";

/** How each model's settings were found, and whether the verdict depends on it. */
export function tuningSection(input: ReportInput): Section[] {
  const { tuning } = input;
  if (tuning === null) return [];
  return [{
    id: "tuning",
    heading: "Tuning",
    exploratory: false,
    blocks: [
      { kind: "paragraph", text: `${robustness(input, tuning)} ${howText(tuning)}` },
      verdictTable(input, tuning),
      bestTable(tuning),
      spaceTable(tuning),
      ...warnings(tuning),
      ...chartBlock(input, "expected_best"),
      expectedTable(tuning),
    ],
  }];
}

/** Says which verdicts depend on how long was searched. */
function robustness(input: ReportInput, { rows, verdicts }: TuningFindings): string {
  const each = rows.map(({ baseline, robust, flips, verdicts: given }) => {
    const against = `against ${nameOfLabel(input, baseline)}`;
    if (robust) return `${against} tuning-robust`;
    if (flips.length > 0) return `${against} flips with ${flips.join(" and ")} trials`;
    if (given.at(-1) === "inconclusive") return `${against} undecided with all trials`;
    const open = verdicts.filter((_, index) =>
      given[index] === null || given[index] === "inconclusive"
    );
    return `${against} open with ${open.map(({ trials }) => trials).join(", ")} trials`;
  });
  return each.length === 0
    ? "No verdict to repeat for shorter searches."
    : sentence(`the verdict repeated for shorter searches: ${each.join("; ")}`);
}

function howText({ trials, models, sampler, seed, budget, borrowed }: TuningFindings): string {
  const origin = borrowed === null ? "" : ` One of them is borrowed (${borrowed}).`;
  return `Every model had ${countOf(trials, "trial")} (${
    models.map(({ trials }) => trials).join("/")
  }) of ${
    budgetText(budget)
  } each, at the same points of its space (sampler ${sampler}) and with the same seed, ${seed}; the best on validation was taken, and no trial opened the test split.${origin}`;
}

function verdictTable(input: ReportInput, { rows, verdicts }: TuningFindings): Block {
  return tableBlock(
    "The verdict with the best settings of the first trials of the search.",
    ["against", ...verdicts.map(({ trials }) => countOf(trials, "trial")), "over the lengths"],
    {
      rows: rows.map(({ baseline, verdicts: given, robust, flips }) => [
        wordCell(nameOfLabel(input, baseline)),
        ...given.map((verdict) => wordCell(verdict ?? "no verdict")),
        wordCell(robust ? "tuning-robust" : flips.length > 0 ? "flips" : "undecided"),
      ]),
    },
  );
}

function bestTable({ models }: TuningFindings): Block {
  return tableBlock(
    "The best trial of each model. A trial that diverged counts at the accuracy of guessing.",
    ["model", ">trials", ">diverged", ">best trial", ">validation accuracy", "settings"],
    {
      rows: models.map(({ model, trials, diverged, best }) => [
        wordCell(modelName(model)),
        numberCell(trials, String),
        numberCell(diverged, String),
        numberCell(best.position, String),
        { ...numberCell(best.accuracy, percentText), noInterval: "one trial" },
        wordCell(
          settingsText(best.settings) + (best.origin === "borrowed" ? " (borrowed)" : ""),
        ),
      ]),
    },
  );
}

function spaceTable({ models }: TuningFindings): Block {
  return tableBlock(
    "What was searched.",
    ["model", "space", "setting", ">from", ">to", "scale"],
    {
      rows: models.flatMap(({ model, space }) =>
        space.dimensions.map(({ setting, low, high, scale }) => [
          wordCell(modelName(model)),
          wordCell(space.name),
          wordCell(setting),
          numberCell(low, (value) => String(value)),
          numberCell(high, (value) => String(value)),
          wordCell(scale),
        ])
      ),
      folded: true,
    },
  );
}

function warnings({ models, notices }: TuningFindings): Block[] {
  const edges = models.flatMap(({ model, edges }) =>
    edges.map(({ setting, edge, value, limit }) =>
      `The best ${setting} of ${
        modelName(model)
      }, ${value}, lies at the ${edge} edge of its range (${limit}): a better one may lie beyond.`
    )
  );
  const items = [...edges, ...notices.map(sentence)];
  return items.length === 0 ? [] : [{ kind: "list", title: "Warnings", items }];
}

function expectedTable({ models }: TuningFindings): Block {
  const most = Math.max(...models.map(({ expected }) => expected.length));
  const counts = Array.from({ length: most }, (_, index) => index + 1)
    .filter((count) => Number.isInteger(Math.log2(count)) || count === most);
  return tableBlock(
    "Expected best validation accuracy of k trials, drawn with replacement from those made.",
    ["model", ...counts.map((count) => `>k = ${fixedText(count, 0)}`)],
    {
      rows: models.map(({ model, expected }) => [
        wordCell(modelName(model)),
        ...counts.map((count) => ({
          ...numberCell(expected[count - 1]?.accuracy, percentText),
          noInterval: "an expectation over the trials",
        })),
      ]),
    },
  );
}
