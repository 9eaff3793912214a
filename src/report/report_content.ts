import { budgetText } from "./budget_text.ts";
import { countOf, type Section } from "./content/blocks.ts";
import { changeSection } from "./content/change_section.ts";
import { chartSections } from "./content/chart_sections.ts";
import { differenceSection } from "./content/difference_section.ts";
import { fairnessSection } from "./content/fairness_section.ts";
import { provenanceSection } from "./content/provenance_section.ts";
import { runsSection } from "./content/runs_section.ts";
import { verdictSection } from "./content/verdict_section.ts";
import type { ReportInput } from "./study.ts";

/** The report without any markup: what its Markdown, HTML and JSON forms all say. */
export interface ReportContent {
  readonly title: string;
  /** What was trained on what, in one line. */
  readonly summary: string;
  /** ISO 8601. */
  readonly generated: string;
  readonly command: string;
  /** In the order in which a reader wants them. */
  readonly sections: readonly Section[];
}

/**
 * Composes the report of a study.
 *
 * @param chartWarnings What the rendering of the charts complained about; printed, not hidden.
 */
export function reportContent(
  input: ReportInput,
  chartWarnings: readonly string[] = [],
): ReportContent {
  const { sweep, trials, backend } = input.plan;
  const models = [...new Set(trials.map((trial) => trial.model))].join(", ");
  return {
    title: `Benchmark ${sweep.name}`,
    summary: `${sweep.problem.name} on ${sweep.dataset.name}; models ${models}; ${
      countOf(input.plan.runs.length, "run")
    } of ${countOf(trials.length, "trial")}, ${countOf(sweep.seeds.length, "seed")}; budget ${
      budgetText(sweep.budget)
    } per run; backend ${backend.name}.`,
    generated: input.generated,
    command: input.command,
    sections: [
      verdictSection(input),
      differenceSection(input),
      ...changeSection(input),
      fairnessSection(input),
      ...chartSections(input),
      runsSection(input),
      provenanceSection(input, chartWarnings),
    ],
  };
}
