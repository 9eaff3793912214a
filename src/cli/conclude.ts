import { join } from "node:path";
import { type BudgetFindings, type Findings, meanOf, verdictSentence } from "../analysis/mod.ts";
import { BenchError, EXIT, formatBudget, type Plan } from "../spec/mod.ts";
import type { RunRecord, StoredStudy } from "../store/mod.ts";
import { readStudy, readVariants, studyFolder } from "../store/mod.ts";
import { compareStudy } from "./compare_study.ts";
import { joinPlans } from "./join_plans.ts";
import { percentText } from "./quantity_text.ts";
import { forgetReport, hashInputs, recordReport, unchangedReport } from "./report_record.ts";
import { studyFindings } from "./study_findings.ts";
import { textTable } from "./text_table.ts";
import { tuningLines } from "./tune/tuning_lines.ts";

/** Everything that a report is made from; the report's own input has this form. */
export interface ReportContent extends Findings, StoredStudy {
  readonly variants: ReadonlyMap<string, StoredStudy>;
  readonly command: string;
  readonly generated: string;
}

/** What concluding needs from outside. */
export interface ConcludeServices {
  readonly writeReport: (content: ReportContent, directory: string) => Promise<unknown>;
  /** Hash of the program that makes reports. Default: unknown, and every report is made anew. */
  readonly programHash?: () => Promise<string>;
  /** Receives a line for standard output. */
  readonly print: (line: string) => void;
}

/**
 * The last part of a study, from its files alone: compares, writes tables, charts and the report,
 * and prints the accuracies, the verdicts and where the report is.
 *
 * @param options `keep`: whether a report stays that is whole and that nothing it was made from has
 * changed since; what it said is then printed again. Default: it is made anew.
 * @throws {BenchError} After the report is written: with exit code 6 if two seeds gave identical
 * results, with 4 if runs are missing. Before: as `readStudy` and `compareStudy`.
 */
export async function conclude(
  directory: string,
  services: ConcludeServices,
  { keep = false }: { readonly keep?: boolean } = {},
): Promise<void> {
  const program = await services.programHash?.();
  // Before anything is read: what changes from now on is not what the report was made from.
  const inputs = program === undefined ? null : await hashInputs(directory, program);
  const unchanged = keep && inputs !== null ? await unchangedReport(directory, inputs) : null;
  const { lines, failure } = unchanged === null
    ? await makeReport(directory, { inputs, services })
    : { ...unchanged, failure: null };
  for (const line of lines) services.print(line);
  services.print(`report: ${join(directory, "report.html")}`);
  if (failure !== null) throw failure;
}

/** What a report says on standard output, and what makes it one that nothing may rest on. */
interface MadeReport {
  readonly lines: readonly string[];
  readonly failure: BenchError | null;
}

async function makeReport(
  directory: string,
  { inputs, services }: {
    readonly inputs: string | null;
    readonly services: ConcludeServices;
  },
): Promise<MadeReport> {
  const study = await readStudy(directory);
  const variants = await readVariants(directory);
  const compared = await compareStudy(directory, study);
  const findings = await studyFindings(directory, { study, variants, ...compared });
  const command = (await Deno.readTextFile(studyFolder(directory).command)).trim();
  const generated = new Date().toISOString();
  await forgetReport(directory);
  await services.writeReport({ ...study, ...findings, variants, command, generated }, directory);
  const lines = [
    ...accuracyTable(study.plan, study.runs),
    "",
    ...verdictLines(findings),
    ...budgetLines(findings.budgets),
    ...tuningLines(findings.tuning),
  ];
  const failure = failureOf({ ...study, variants, identical: compared.identical });
  if (inputs !== null && failure === null) await recordReport(directory, { inputs, lines });
  return { lines, failure };
}

/** The verdicts, and what keeps a model's runs from being judged. */
function verdictLines({ comparisons, gates }: Findings): string[] {
  return [
    ...comparisons.flatMap((comparison) => [
      verdictSentence(comparison),
      ...(comparison.missing === null ? [] : [`  ${comparison.missing}`]),
    ]),
    ...(comparisons.length > 0
      ? []
      : ["no verdict: there are no finished runs of both the CTM and a baseline"]),
    ...gates.flatMap(({ passed, reason, notice }) => [
      ...(passed ? [] : [`sanity gate failed: ${reason}`]),
      ...(notice === null ? [] : [`notice: ${notice}`]),
    ]),
  ];
}

function failureOf(
  { plan, missing, variants, identical }: StoredStudy & {
    readonly variants: ReadonlyMap<string, StoredStudy>;
    readonly identical: readonly string[];
  },
): BenchError | null {
  if (identical.length > 0) {
    return new BenchError(
      `${identical.join("; ")}: the seeds are not independent and no verdict is safe`,
      EXIT.unsound,
    );
  }
  const planned = joinPlans(plan, new Map([...variants].map(([name, { plan }]) => [name, plan])));
  const without = new Map(
    [missing, ...[...variants.values()].map((one) => one.missing)].flat()
      .map((run) => [run.id, run]),
  );
  const first = planned.runs.find((run) => without.has(run.id));
  if (first === undefined) return null;
  const { label } = planned.trials[first.trial]!;
  const { why } = without.get(first.id)!;
  return new BenchError(
    `${without.size} of ${planned.runs.length} runs are missing, first ${label} seed ${first.spec.seed} (${why}); run the same command again to run them`,
    EXIT.incomplete,
  );
}

/** The verdicts under further budgets, where they differ from the first. */
function budgetLines(found: BudgetFindings | null): string[] {
  if (found === null) return [];
  const texts = found.rows.map(({ baseline, verdicts, budgetDependent }) => {
    const each = found.budgets.map(({ budget }, place) =>
      `${verdicts[place] ?? "no verdict"} under ${formatBudget(budget)}`
    );
    return `${baseline}: ${each.join(", ")}${budgetDependent ? " -> budget-dependent" : ""}`;
  });
  return ["by budget:", ...texts.map((text) => `  ${text}`)];
}

function accuracyTable(plan: Plan, runs: readonly RunRecord[]): string[] {
  // With several answers to an example, solving it, all of them right, is another number.
  const several = runs.some(({ outcome }) => outcome.test.solved !== outcome.test.accuracy);
  const rows = plan.trials.map(({ label }, trial) => {
    const planned = plan.runs.filter((run) => run.trial === trial).length;
    const tests = runs.filter((run) => run.trial === trial).map((run) => run.outcome.test);
    const accuracies = tests.map((test) => test.accuracy);
    const nothing = Array.from({ length: several ? 4 : 3 }, () => "–");
    if (accuracies.length === 0) return [label, `0/${planned}`, ...nothing];
    return [
      label,
      `${accuracies.length}/${planned}`,
      percentText(meanOf(accuracies)),
      percentText(Math.min(...accuracies)),
      percentText(Math.max(...accuracies)),
      ...(several ? [percentText(meanOf(tests.map((test) => test.solved)))] : []),
    ];
  });
  return textTable([
    { heading: "trial", align: "left" },
    { heading: "runs", align: "right" },
    { heading: "test accuracy", align: "right" },
    { heading: "lowest", align: "right" },
    { heading: "highest", align: "right" },
    ...(several ? [{ heading: "solved", align: "right" } as const] : []),
  ], rows);
}
