import { join } from "node:path";
import { type BudgetFindings, type Findings, meanOf, verdictSentence } from "../analysis/mod.ts";
import { BenchError, EXIT, formatBudget, type Plan } from "../spec/mod.ts";
import type { RunRecord, StoredStudy } from "../store/mod.ts";
import { readStudy, readVariants, studyFolder } from "../store/mod.ts";
import { compareStudy } from "./compare_study.ts";
import { joinPlans } from "./join_plans.ts";
import { percentText } from "./quantity_text.ts";
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
  /** Receives a line for standard output. */
  readonly print: (line: string) => void;
}

/**
 * The last part of a study, from its files alone: compares, writes tables, charts and the report,
 * and prints the accuracies, the verdicts and where the report is.
 *
 * @throws {BenchError} After the report is written: with exit code 6 if two seeds gave identical
 * results, with 4 if runs are missing. Before: as `readStudy` and `compareStudy`.
 */
export async function conclude(directory: string, services: ConcludeServices): Promise<void> {
  const { print } = services;
  const study = await readStudy(directory);
  const variants = await readVariants(directory);
  const compared = await compareStudy(directory, study);
  const { identical } = compared;
  const findings = await studyFindings(directory, { study, variants, ...compared });
  const { comparisons } = findings;
  const command = (await Deno.readTextFile(studyFolder(directory).command)).trim();
  const generated = new Date().toISOString();
  await services.writeReport({ ...study, ...findings, variants, command, generated }, directory);

  for (const line of accuracyTable(study.plan, study.runs)) print(line);
  print("");
  for (const comparison of comparisons) {
    print(verdictSentence(comparison));
    if (comparison.missing !== null) print(`  ${comparison.missing}`);
  }
  if (comparisons.length === 0) {
    print("no verdict: there are no finished runs of both the CTM and a baseline");
  }
  for (const { passed, reason, notice } of findings.gates) {
    if (!passed) print(`sanity gate failed: ${reason}`);
    if (notice !== null) print(`notice: ${notice}`);
  }
  for (const line of budgetLines(findings.budgets)) print(line);
  for (const line of tuningLines(findings.tuning)) print(line);
  print(`report: ${join(directory, "report.html")}`);

  if (identical.length > 0) {
    throw new BenchError(
      `${identical.join("; ")}: the seeds are not independent and no verdict is safe`,
      EXIT.unsound,
    );
  }
  const planned = joinPlans(
    study.plan,
    new Map([...variants].map(([name, { plan }]) => [name, plan])),
  );
  const missing = new Map(
    [study, ...variants.values()].flatMap((one) => one.missing.map((run) => [run.id, run])),
  );
  const first = planned.runs.find((run) => missing.has(run.id));
  if (first !== undefined) {
    const label = planned.trials[first.trial]!.label;
    const { why } = missing.get(first.id)!;
    throw new BenchError(
      `${missing.size} of ${planned.runs.length} runs are missing, first ${label} seed ${first.spec.seed} (${why}); run the same command again to run them`,
      EXIT.incomplete,
    );
  }
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
