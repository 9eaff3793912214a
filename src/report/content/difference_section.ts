import type { Comparison, ScopeEstimate } from "../../analysis/comparison.ts";
import { intervalLevels } from "../../analysis/interval_levels.ts";
import type { Plan } from "../../spec/mod.ts";
import {
  amountText,
  fixedText,
  levelText,
  percentIntervalText,
  percentText,
  pointsIntervalText,
  pointsText,
  probabilityText,
  signedPointsText,
} from "../number_text.ts";
import { allSeries, nameOfLabel, type Series } from "../series.ts";
import { hasSeveralAnswers, type ReportInput, trialAt } from "../study.ts";
import { hasDiverged, summarise } from "../summaries.ts";
import {
  type Block,
  type Cell,
  estimateCell,
  numberCell,
  type Section,
  type TableBlock,
  tableBlock,
  wordCell,
} from "./blocks.ts";

/** The differences in numbers, and the accuracies behind them. */
export function differenceSection(input: ReportInput): Section {
  return {
    id: "differences",
    heading: input.comparisons.length > 0 ? "Differences and accuracies" : "Accuracies",
    exploratory: false,
    blocks: [
      ...(input.comparisons.length > 0 ? [comparisonTable(input)] : []),
      accuracyTable(input, allSeries(input).filter((series) => series.role !== "sweep")),
    ],
  };
}

/** Test accuracy of each trial over its seeds. */
export function accuracyTable(input: ReportInput, series: readonly Series[]): TableBlock {
  const level = levelText(1 - input.plan.sweep.alpha);
  const diverged = series.some((one) => hasDiverged(input, one.trial));
  const several = hasSeveralAnswers(input);
  return tableBlock(
    `Test accuracy over seeds: mean, standard deviation, ${level} t-interval of the mean.${
      diverged ? " A diverged run counts at chance level; the interval may then pass 100 %." : ""
    }${
      several
        ? " Accuracy is the fraction of right answers, solved that of examples all of whose answers are right."
        : ""
    }`,
    [
      "model",
      ">mean",
      ">SD (pp)",
      `>${level} interval (%)`,
      ...(several ? [">solved"] : []),
      ">runs",
      ">planned",
      ">parameters",
      ">FLOPs/example",
    ],
    { rows: series.map((one) => accuracyRow(input, one)) },
  );
}

function accuracyRow(input: ReportInput, series: Series): Cell[] {
  const trial = trialAt(input.plan, series.trial);
  const accuracy = summarise(input, series.trial, (run) => run.outcome.test.accuracy);
  const interval = accuracy?.interval ?? null;
  return [
    wordCell(series.name),
    // The interval has a column of its own.
    { ...estimateCell(accuracy, percentText), text: percentText(accuracy?.mean ?? null) },
    numberCell(accuracy?.deviation, pointsText),
    { value: intervalValue(interval), text: percentIntervalText(interval) },
    ...(hasSeveralAnswers(input)
      ? [estimateCell(
        summarise(input, series.trial, (run) => run.outcome.test.solved),
        percentText,
        pointsText,
      )]
      : []),
    numberCell(accuracy?.count ?? 0, amountText),
    numberCell(plannedSeeds(input.plan, series.trial), amountText),
    numberCell(trial.parameters, amountText),
    numberCell(trial.flopsPerExample, amountText),
  ];
}

/** Exploratory cells may have fewer seeds than the compared trials. */
function plannedSeeds(plan: Plan, trial: number): number {
  return plan.runs.filter((run) => run.trial === trial).length;
}

function comparisonTable(input: ReportInput): Block {
  const first = input.comparisons[0]!;
  const levels = intervalLevels(first);
  const difference = levelText(levels.difference);
  const equivalence = levelText(levels.equivalence);
  const primary = first.scope === "benchmark"
    ? "Population: new seeds and new examples; benchmark: new seeds, these very examples (the verdict rests on it, as chosen for this study)."
    : "Population: new seeds and new examples (the verdict rests on it where it exists); benchmark: new seeds, these very examples.";
  return tableBlock(
    `Paired differences, left minus right, in percentage points. ${primary} p values are unadjusted; the intervals share the level${
      first.look === null ? "" : " among the comparisons and among the planned looks"
    }.`,
    [
      "comparison",
      "scope",
      ">difference",
      `>${difference} interval`,
      `>${equivalence} interval`,
      ">margin",
      ">p",
      ">p equivalence",
      ">sign-flip p",
      ">seeds",
      ">examples",
      ">df",
      ">r",
    ],
    { rows: input.comparisons.flatMap((comparison) => comparisonRows(input, comparison)) },
  );
}

function comparisonRows(input: ReportInput, comparison: Comparison): Cell[][] {
  const scopes = [comparison.population, comparison.benchmark].filter((scope) => scope !== null);
  const rows: (ScopeEstimate | null)[] = scopes.length > 0 ? scopes : [null];
  const pair = `${nameOfLabel(input, comparison.left)} − ${nameOfLabel(input, comparison.right)}`;
  const plain = comparison.leftAccuracy - comparison.rightAccuracy;
  return rows.map((scope) => [
    wordCell(pair),
    wordCell(scope?.scope ?? "no interval"),
    {
      ...numberCell(scope?.mean ?? plain, signedPointsText),
      ...(scope === null ? { noInterval: comparison.reason } : { interval: scope.difference }),
    },
    intervalCell(scope?.difference ?? null),
    intervalCell(scope?.equivalence ?? null),
    numberCell(comparison.margin, pointsText),
    numberCell(scope?.p, probabilityText),
    numberCell(scope?.pEquivalence, probabilityText),
    numberCell(comparison.signFlip, probabilityText),
    numberCell(comparison.seeds.length, amountText),
    numberCell(comparison.examples, amountText),
    numberCell(scope?.degreesOfFreedom, (value) => fixedText(value, 1)),
    numberCell(comparison.correlation, (value) => fixedText(value, 2)),
  ]);
}

function intervalCell(interval: ScopeEstimate["difference"] | null): Cell {
  return { value: intervalValue(interval), text: pointsIntervalText(interval) };
}

/** Both ends with all digits, so that the JSON report loses nothing. */
function intervalValue(interval: ScopeEstimate["difference"] | null): string | null {
  return interval === null ? null : `[${interval.low}, ${interval.high}]`;
}
