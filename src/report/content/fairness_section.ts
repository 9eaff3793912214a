import { batchText } from "../batch_text.ts";
import { budgetText } from "../budget_text.ts";
import type { Choice, SweepSpec } from "../../spec/mod.ts";
import { amountText, fixedText, signedPointsText } from "../number_text.ts";
import { mainSeries, modelName, seriesName } from "../series.ts";
import { type ReportInput, type RunRecord, trialAt } from "../study.ts";
import { summarise } from "../summaries.ts";
import {
  type Block,
  type Cell,
  countOf,
  estimateCell,
  numberCell,
  type Section,
  tableBlock,
  wordCell,
} from "./blocks.ts";

/** What the models shared, what they did not, what they cost and what went wrong. */
export function fairnessSection(input: ReportInput): Section {
  return {
    id: "fairness",
    heading: "Fairness",
    exploratory: false,
    blocks: [
      recipeTable(input.plan.sweep),
      { kind: "list", title: "Differences between models", items: differences(input.plan.sweep) },
      sizeTable(input),
      ledgerTable(input),
      { kind: "list", title: "Conduct", items: conduct(input) },
    ],
  };
}

function recipeTable(sweep: SweepSpec): Block {
  const { evaluation } = sweep;
  const rows = [
    ["problem", choiceText(sweep.problem)],
    ["data set", choiceText(sweep.dataset)],
    ["budget", `${budgetText(sweep.budget)} for every run`],
    ["optimiser", choiceText(sweep.optimiser)],
    ["schedule", choiceText(sweep.schedule)],
    ["batch size", batchText(sweep)],
    [
      "validation",
      `${evaluation.points} times on ${evaluation.validationExamples} examples ${
        evaluation.testExamples === null ? "set aside from the training split" : "made for it"
      }`,
    ],
    ["seeds", sweep.seeds.join(", ")],
    ["size matching", matchText(sweep.match)],
    ["preset", sweep.preset],
  ];
  return tableBlock("The recipe that all models share.", ["setting", "value"], {
    rows: rows.map((row) => row.map(wordCell)),
  });
}

/** A choice with its options, `adam (learningRate 0.001)`. */
export function choiceText({ name, options }: Choice): string {
  const parts = Object.entries(options).map(([option, value]) =>
    `${option} ${typeof value === "object" ? JSON.stringify(value) : String(value)}`
  );
  return parts.length === 0 ? name : `${name} (${parts.join(", ")})`;
}

function matchText(match: SweepSpec["match"]): string {
  switch (match) {
    case "params":
      return "widths of the baselines chosen for the reference's number of parameters";
    case "flops":
      return "widths of the baselines chosen for the reference's FLOPs per example";
    case "none":
      return "none: the models' sizes were not matched";
    default:
      return match satisfies never;
  }
}

function differences(sweep: SweepSpec): string[] {
  const found = Object.entries(sweep.recipeDifferences).map(([model, difference]) => {
    const changed = [
      ...(difference.optimiser ? [`optimiser ${choiceText(difference.optimiser)}`] : []),
      ...(difference.schedule ? [`schedule ${choiceText(difference.schedule)}`] : []),
      ...(difference.readout ? [`reads ${difference.readout}`] : []),
    ];
    return `${modelName(model)}: ${changed.join(", ")}, because ${difference.reason}`;
  });
  return found.length > 0 ? found : ["none"];
}

/** The sweep's cells have theirs in the table of the sweep. */
function sizeTable(input: ReportInput): Block {
  const { plan } = input;
  const compared = plan.trials.map((trial, index) => ({ trial, index }))
    .filter(({ trial }) => trial.role !== "sweep");
  return tableBlock(
    "Size of every model. Ratios are to the reference CTM; FLOPs are counted forward FLOPs of one example, 2 for each multiply-add.",
    ["model", "role", ">parameters", ">ratio", ">FLOPs/example", ">ratio", "matched by"],
    {
      rows: compared.map(({ trial, index }) => [
        wordCell(seriesName(input, index)),
        wordCell(trial.role),
        numberCell(trial.parameters, amountText),
        numberCell(trial.parameterRatio, (value) => fixedText(value, 3)),
        numberCell(trial.flopsPerExample, amountText),
        numberCell(trial.flopRatio, (value) => fixedText(value, 3)),
        wordCell(trial.matched),
      ]),
    },
  );
}

function ledgerTable(input: ReportInput): Block {
  const ledgers: [string, (run: RunRecord) => number | null, (value: number | null) => string][] = [
    [">steps", (run) => run.outcome.spend.steps, amountText],
    [">examples", (run) => run.outcome.spend.examples, amountText],
    [">training FLOPs", (run) => run.outcome.spend.flops, amountText],
    [">training seconds", (run) => run.outcome.spend.seconds, (value) => fixedText(value, 1)],
    [">joules", (run) => run.outcome.spend.joules, energyText],
  ];
  return tableBlock(
    "The five ledgers, mean per run with its interval where runs differ. Seconds are training only: evaluation and the first, compiling step are off the clock.",
    ["model", ...ledgers.map(([title]) => title)],
    {
      rows: mainSeries(input).map((series): Cell[] => [
        wordCell(series.name),
        ...ledgers.map(([, value, print]) =>
          estimateCell(summarise(input, series.trial, value), print)
        ),
      ]),
    },
  );
}

function energyText(joules: number | null): string {
  return joules === null ? "not measured" : fixedText(joules, 1);
}

function conduct(input: ReportInput): string[] {
  const diverged = input.runs.filter((run) => run.outcome.status === "diverged");
  const named = (trial: number, seed: number) => `${seriesName(input, trial)} seed ${seed}`;
  return [
    tuningText(input.plan.sweep),
    ...matchingItem(input),
    diverged.length === 0
      ? "Failures: no run diverged."
      : `Failures: ${countOf(diverged.length, "run")} diverged and counted at chance level: ${
        diverged.map((run) => named(run.trial, run.seed)).join(", ")
      }.`,
    input.missing.length === 0
      ? "Missing: nothing, every planned run has a result."
      : `Missing: ${countOf(input.missing.length, "planned run")} without a result: ${
        input.missing.map((run) => named(run.trial, run.seed)).join(", ")
      }.`,
    testText(input.plan.sweep),
  ];
}

function tuningText({ tuning, preset, models }: SweepSpec): string {
  return tuning === null
    ? `Tuning: not tuned, all hyperparameters are preset values (preset ${preset}), which were chosen with the CTM in view.`
    : `Tuning: ${models.map(() => tuning.trials).join("/")} trials for ${
      models.map(({ name }) => modelName(name)).join("/")
    }, at the same points (sampler ${tuning.sampler}), with the same seed and a budget of ${
      budgetText(tuning.budget)
    } each, chosen on validation.`;
}

function testText({ evaluation }: SweepSpec): string {
  const { testExamples } = evaluation;
  return testExamples === null
    ? "The test split was read once by each run, at the end of its budget; validation used training examples only."
    : `The ${testExamples} test examples were made, the same ones for every seed and model, and used once by each run, at the end of its budget. Training makes its examples in the same way: where there are few different ones, as of a short sequence, those of the test occur in it too.`;
}

/** The largest deviation of a baseline from what it was matched to. */
function matchingItem(input: ReportInput): string[] {
  const { sweep } = input.plan;
  const baselines = input.plan.trials.map((trial, index) => ({ ...trial, index }))
    .filter((trial) => trial.role === "baseline");
  if (sweep.match === "none" || baselines.length === 0) return [];
  const ratio = (index: number) => {
    const trial = trialAt(input.plan, index);
    return sweep.match === "params" ? trial.parameterRatio : trial.flopRatio;
  };
  const worst = baselines.map(({ index }) => index).reduce((a, b) =>
    Math.abs(ratio(b) - 1) > Math.abs(ratio(a) - 1) ? b : a
  );
  const text = signedPointsText(ratio(worst) - 1, 1);
  return [
    `Matching: by ${
      sweep.match === "params" ? "parameters" : "FLOPs per example"
    }; the largest deviation is ${text} % (${seriesName(input, worst)}).`,
  ];
}
