import * as aq from "arquero";
import type { ColumnTable } from "arquero";
import { primaryEstimate } from "../analysis/primary_estimate.ts";
import { outsideTraining } from "./outside_training.ts";
import { type ReportInput, type RunRecord, trialAt } from "./study.ts";

/** What a column holds; `null` where a row has no value, never 0. */
export type ColumnKind = "text" | "number" | "boolean";

/** A table with the kinds of its columns, which a table of nulls alone would not tell. */
export interface StudyTable {
  readonly name: string;
  readonly kinds: { readonly [column: string]: ColumnKind };
  readonly table: ColumnTable;
}

type Value = string | number | boolean | null;

/** A column and how its value is found in a row's source. */
type Column<Source> = readonly [
  name: string,
  kind: ColumnKind,
  value: (source: Source) => Value | undefined,
];

/**
 * The tables of a study: `runs` (one row for each planned run, a missing one with nulls), `curves`
 * (one for each validation), `per_tick` (one for each run and tick) and `comparisons`.
 */
export function studyTables(input: ReportInput): StudyTable[] {
  return [
    buildTable("runs", runColumns(input), plannedRuns(input)),
    buildTable("curves", curveColumns(input), curvePoints(input)),
    buildTable("per_tick", tickColumns(input), runTicks(input)),
    buildTable("comparisons", COMPARISON_COLUMNS, input.comparisons),
  ];
}

function buildTable<Source>(
  name: string,
  columns: readonly Column<Source>[],
  rows: readonly Source[],
): StudyTable {
  const data = Object.fromEntries(
    columns.map(([column, , value]) => [column, rows.map((row) => present(value(row)))]),
  );
  return {
    name,
    kinds: Object.fromEntries(columns.map(([column, kind]) => [column, kind])),
    table: aq.table(data, columns.map(([column]) => column)),
  };
}

/** `null` for what is absent or not a number, so that no aggregate can meet a NaN. */
function present(value: Value | undefined): Value {
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** A planned run and its record, if it has one. */
interface PlannedRow {
  readonly id: string;
  readonly trial: number;
  readonly seed: number;
  readonly run: RunRecord | undefined;
  readonly detail: string;
}

function plannedRuns(input: ReportInput): PlannedRow[] {
  const finished = input.runs.map((run) => ({ ...run, run, detail: run.outcome.detail }));
  const missing = input.missing.map((one) => ({ ...one, run: undefined, detail: one.why }));
  return [...finished, ...missing].sort((a, b) => a.trial - b.trial || a.seed - b.seed);
}

function runColumns(input: ReportInput): Column<PlannedRow>[] {
  const trial = (row: PlannedRow) => trialAt(input.plan, row.trial);
  return [
    ["run_id", "text", (row) => row.id],
    ["model", "text", (row) => trial(row).model],
    ["label", "text", (row) => trial(row).label],
    ["role", "text", (row) => trial(row).role],
    ["dataset", "text", () => input.plan.sweep.dataset.name],
    ["seed", "number", (row) => row.seed],
    ["ticks", "number", (row) => trial(row).cell.ticks],
    ["output_pairs", "number", (row) => trial(row).cell.outputPairs],
    ["action_pairs", "number", (row) => trial(row).cell.actionPairs],
    ["memory_length", "number", (row) => trial(row).cell.memoryLength],
    ["neurons", "number", (row) => trial(row).cell.neurons],
    ["status", "text", (row) => row.run?.outcome.status ?? "missing"],
    ["detail", "text", (row) => row.detail],
    ["test_accuracy", "number", (row) => row.run?.outcome.test.accuracy],
    ["test_solved", "number", (row) => row.run?.outcome.test.solved],
    ["test_loss", "number", (row) => row.run?.outcome.test.loss],
    ["validation_accuracy", "number", (row) => row.run?.outcome.validation.accuracy],
    ["mean_tick", "number", (row) => row.run?.outcome.test.meanTick],
    ["parameters", "number", (row) => row.run?.outcome.parameters],
    ["flops_per_example", "number", (row) => row.run?.outcome.flopsPerExample],
    ["steps", "number", (row) => row.run?.outcome.spend.steps],
    ["examples", "number", (row) => row.run?.outcome.spend.examples],
    ["flops", "number", (row) => row.run?.outcome.spend.flops],
    ["train_seconds", "number", (row) => row.run?.outcome.seconds.training],
    ["warmup_seconds", "number", (row) => row.run?.outcome.seconds.warmup],
    ["evaluation_seconds", "number", (row) => row.run?.outcome.seconds.evaluation],
    ["start_seconds", "number", (row) => row.run?.outcome.seconds.start],
    ["data_seconds", "number", (row) => row.run?.outcome.seconds.data],
    ["files_seconds", "number", (row) => row.run?.outcome.seconds.files],
    ["total_seconds", "number", (row) => row.run?.outcome.seconds.total],
    ["outside_training", "number", (row) => row.run && outsideTraining(row.run.outcome)],
    ["joules", "number", (row) => row.run?.outcome.spend.joules],
    ["backend", "text", (row) => row.run?.environment.backend.name],
    ["kernels", "text", (row) => row.run?.environment.backend.kernels],
  ];
}

function curvePoints(input: ReportInput) {
  return input.runs.flatMap((run) =>
    run.curve.map((point, index) => ({ run, point, number: index + 1 }))
  );
}

function curveColumns(input: ReportInput): Column<ReturnType<typeof curvePoints>[number]>[] {
  return [
    ...identity<{ run: RunRecord }>(input),
    ["point", "number", (row) => row.number],
    ["progress", "number", (row) => row.point.progress],
    ["steps", "number", (row) => row.point.spend.steps],
    ["examples", "number", (row) => row.point.spend.examples],
    ["flops", "number", (row) => row.point.spend.flops],
    ["seconds", "number", (row) => row.point.spend.seconds],
    ["joules", "number", (row) => row.point.spend.joules],
    ["train_loss", "number", (row) => row.point.trainLoss],
    ["validation_loss", "number", (row) => row.point.validationLoss],
    ["validation_accuracy", "number", (row) => row.point.validationAccuracy],
    ["learning_rate", "number", (row) => row.point.learningRate],
    ["gradient_norm", "number", (row) => row.point.gradientNorm],
  ];
}

function runTicks(input: ReportInput) {
  return input.runs.flatMap((run) => run.outcome.test.perTick.map((metrics) => ({ run, metrics })));
}

function tickColumns(input: ReportInput): Column<ReturnType<typeof runTicks>[number]>[] {
  return [
    ...identity<{ run: RunRecord }>(input),
    ["status", "text", (row) => row.run.outcome.status],
    ["tick", "number", (row) => row.metrics.tick],
    ["accuracy", "number", (row) => row.metrics.accuracy],
    ["loss", "number", (row) => row.metrics.loss],
    ["certainty", "number", (row) => row.metrics.certainty],
  ];
}

function identity<Source extends { readonly run: RunRecord }>(
  input: ReportInput,
): Column<Source>[] {
  return [
    ["run_id", "text", (row) => row.run.id],
    ["model", "text", (row) => trialAt(input.plan, row.run.trial).model],
    ["label", "text", (row) => trialAt(input.plan, row.run.trial).label],
    ["seed", "number", (row) => row.run.seed],
  ];
}

const COMPARISON_COLUMNS: readonly Column<ReportInput["comparisons"][number]>[] = [
  ["left", "text", (row) => row.left],
  ["right", "text", (row) => row.right],
  ["dataset", "text", (row) => row.dataset],
  ["seeds", "number", (row) => row.seeds.length],
  ["examples", "number", (row) => row.examples],
  ["left_accuracy", "number", (row) => row.leftAccuracy],
  ["right_accuracy", "number", (row) => row.rightAccuracy],
  ["verdict", "text", (row) => row.verdict],
  ["clear", "boolean", (row) => row.clear],
  ["sign", "number", (row) => row.sign],
  ["scope", "text", (row) => primaryEstimate(row)?.scope],
  ["difference", "number", (row) => primaryEstimate(row)?.mean],
  ["difference_low", "number", (row) => primaryEstimate(row)?.difference.low],
  ["difference_high", "number", (row) => primaryEstimate(row)?.difference.high],
  ["equivalence_low", "number", (row) => primaryEstimate(row)?.equivalence.low],
  ["equivalence_high", "number", (row) => primaryEstimate(row)?.equivalence.high],
  ["standard_error", "number", (row) => primaryEstimate(row)?.standardError],
  ["degrees_of_freedom", "number", (row) => primaryEstimate(row)?.degreesOfFreedom],
  ["p", "number", (row) => primaryEstimate(row)?.p],
  ["p_equivalence", "number", (row) => primaryEstimate(row)?.pEquivalence],
  ["benchmark_low", "number", (row) => row.benchmark?.difference.low],
  ["benchmark_high", "number", (row) => row.benchmark?.difference.high],
  ["benchmark_p", "number", (row) => row.benchmark?.p],
  ["sign_flip_p", "number", (row) => row.signFlip],
  ["correlation", "number", (row) => row.correlation],
  ["alpha", "number", (row) => row.alpha],
  ["comparisons", "number", (row) => row.comparisons],
  ["margin", "number", (row) => row.margin],
  ["margin_needed", "number", (row) => row.marginNeeded],
  ["reason", "text", (row) => row.reason],
  ["missing", "text", (row) => row.missing],
];
