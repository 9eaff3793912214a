import { join } from "node:path";
import { type Comparison, meanOf, verdictSentence } from "../analysis/mod.ts";
import { BenchError, EXIT, type Plan } from "../spec/mod.ts";
import type { MissingRun, RunRecord } from "../store/mod.ts";
import { readStudy, studyFolder } from "../store/mod.ts";
import { compareStudy } from "./compare_study.ts";
import { percentText } from "./quantity_text.ts";
import { textTable } from "./text_table.ts";

/** Everything that a report is made from; the report's own input has this form. */
export interface ReportContent {
  readonly plan: Plan;
  readonly runs: readonly RunRecord[];
  readonly missing: readonly MissingRun[];
  readonly comparisons: readonly Comparison[];
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
  const { comparisons, identical } = await compareStudy(directory, study);
  const command = (await Deno.readTextFile(studyFolder(directory).command)).trim();
  const generated = new Date().toISOString();
  await services.writeReport({ ...study, comparisons, command, generated }, directory);

  for (const line of accuracyTable(study.plan, study.runs)) print(line);
  print("");
  for (const comparison of comparisons) {
    print(verdictSentence(comparison));
    if (comparison.missing !== null) print(`  ${comparison.missing}`);
  }
  if (comparisons.length === 0) {
    print("no verdict: there are no finished runs of both the CTM and a baseline");
  }
  print(`report: ${join(directory, "report.html")}`);

  if (identical.length > 0) {
    throw new BenchError(
      `${identical.join("; ")}: the seeds are not independent and no verdict is safe`,
      EXIT.unsound,
    );
  }
  const first = study.missing[0];
  if (first !== undefined) {
    const label = study.plan.trials[first.trial]!.label;
    throw new BenchError(
      `${study.missing.length} of ${study.plan.runs.length} runs are missing, first ${label} seed ${first.seed} (${first.why}); run the same command again to run them`,
      EXIT.incomplete,
    );
  }
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
