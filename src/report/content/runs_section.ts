import { fixedText, percentText } from "../number_text.ts";
import { seriesName } from "../series.ts";
import { hasSeveralAnswers, type ReportInput } from "../study.ts";
import { type Cell, countOf, numberCell, type Section, tableBlock, wordCell } from "./blocks.ts";

/** Every planned run, the diverged and the missing ones included, those of further plans too. */
export function runsSection(input: ReportInput): Section {
  const plans = plansOf(input);
  const runs = plans.flatMap(({ study }) => study.runs);
  const missing = plans.flatMap(({ study }) => study.missing);
  const diverged = runs.filter((run) => run.outcome.status === "diverged").length;
  const rows = plans.flatMap(({ plan, study }) =>
    [...finishedRows(study), ...missingRows(study)]
      .sort((a, b) => a.trial - b.trial || a.seed - b.seed)
      .map(({ cells }) => plans.length > 1 ? [...cells, wordCell(plan)] : cells)
  );
  return {
    id: "runs",
    heading: "All runs",
    exploratory: false,
    blocks: [
      {
        kind: "paragraph",
        text: `${countOf(rows.length, "planned run")}: ${
          runs.length - diverged
        } completed, ${diverged} diverged, ${missing.length} missing. Tables with one row a run, a validation and a tick are in the folder tables.`,
      },
      tableBlock(
        "Every planned run: single values, so without intervals.",
        [
          "model",
          ">seed",
          "status",
          ">test accuracy",
          ...(hasSeveralAnswers(input) ? [">solved"] : []),
          ">mean tick",
          ">validation accuracy",
          ">training s",
          ">total s",
          "run",
          "remark",
          ...(plans.length > 1 ? ["plan"] : []),
        ],
        { rows, folded: true },
      ),
    ],
  };
}

/** The main plan and the further ones, each run under the first plan that has it. */
function plansOf(input: ReportInput) {
  const known = new Set<string>();
  const own = <Run extends { readonly id: string }>(runs: readonly Run[]) =>
    runs.filter(({ id }) => !known.has(id));
  return [["main", input] as const, ...(input.variants ?? [])].map(([plan, stored]) => {
    const study = {
      ...input,
      plan: stored.plan,
      runs: own(stored.runs),
      missing: own(stored.missing),
    };
    for (const { id } of stored.plan.runs) known.add(id);
    return { plan, study };
  });
}

interface RunRow {
  readonly trial: number;
  readonly seed: number;
  readonly cells: Cell[];
}

function finishedRows(input: ReportInput): RunRow[] {
  return input.runs.map(({ id, trial, seed, outcome }) => ({
    trial,
    seed,
    cells: [
      wordCell(seriesName(input, trial)),
      numberCell(seed, (value) => fixedText(value, 0)),
      wordCell(outcome.status),
      numberCell(outcome.test.accuracy, percentText),
      ...(hasSeveralAnswers(input) ? [numberCell(outcome.test.solved, percentText)] : []),
      numberCell(outcome.test.meanTick, (value) => fixedText(value, 2)),
      numberCell(outcome.validation.accuracy, percentText),
      numberCell(outcome.seconds.training, (value) => fixedText(value, 1)),
      numberCell(outcome.seconds.total, (value) => fixedText(value, 1)),
      wordCell(id),
      wordCell(outcome.detail),
    ],
  }));
}

function missingRows(input: ReportInput): RunRow[] {
  const nothing = numberCell(null, (value) => fixedText(value, 0));
  return input.missing.map(({ id, trial, seed, why }) => ({
    trial,
    seed,
    cells: [
      wordCell(seriesName(input, trial)),
      numberCell(seed, (value) => fixedText(value, 0)),
      wordCell("missing"),
      ...Array.from({ length: hasSeveralAnswers(input) ? 6 : 5 }, () => nothing),
      wordCell(id),
      wordCell(why),
    ],
  }));
}
