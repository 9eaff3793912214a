import { plannedKernels } from "../spec/mod.ts";
import { budgetText } from "./budget_text.ts";
import { countOf, type Section } from "./content/blocks.ts";
import { adaptiveSection } from "./content/adaptive_section.ts";
import { budgetSection } from "./content/budget_section.ts";
import { calibrationSection } from "./content/calibration_section.ts";
import { changeSection } from "./content/change_section.ts";
import { claimSection } from "./content/claim_section.ts";
import { costSection } from "./content/cost_section.ts";
import { differenceSection } from "./content/difference_section.ts";
import { chartBlock } from "./content/chart_block.ts";
import { challengeSection } from "./content/challenge_section.ts";
import { fairnessSection } from "./content/fairness_section.ts";
import { gatesSection } from "./content/gates_section.ts";
import { insideSection } from "./content/inside_section.ts";
import { learningSection } from "./content/learning_section.ts";
import { nightSection } from "./content/night_section.ts";
import { provenanceSection } from "./content/provenance_section.ts";
import { robustnessSection } from "./content/robustness_section.ts";
import { runsSection } from "./content/runs_section.ts";
import { secondarySection } from "./content/secondary_section.ts";
import { sweepSection } from "./content/sweep_section.ts";
import { tickSection } from "./content/tick_section.ts";
import { tuningSection } from "./content/tuning_section.ts";
import { verdictSection } from "./content/verdict_section.ts";
import type { PageModel } from "./page/model_marks.ts";
import { modelName, seriesName } from "./series.ts";
import type { ReportInput } from "./study.ts";
import { modelColour } from "./theme.ts";

/** The report without any markup: what its Markdown, HTML and JSON forms all say. */
export interface ReportContent {
  readonly title: string;
  /** What was trained on what, in one line. */
  readonly summary: string;
  /** ISO 8601. */
  readonly generated: string;
  readonly command: string;
  /** The models in the order of the study, for the page's legend. */
  readonly models: readonly PageModel[];
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
    } per run; backend ${backend.name}, ${plannedKernels(input.plan)} kernels.`,
    generated: input.generated,
    command: input.command,
    models: pageModels(input),
    sections: [
      // The claim and the verdicts, with the forest plot.
      ...firstSections(input),
      differenceSection(input),
      // Would it change?
      ...changeSection(input),
      ...budgetSection(input),
      ...secondarySection(input),
      // Was it fair?
      fairnessSection(input),
      ...gatesSection(input),
      ...tuningSection(input),
      ...challengeSection(input),
      // What does accuracy cost?
      ...costSection(input),
      // Ticks, and computing no longer than needed.
      ...tickSection(input),
      ...adaptiveSection(input),
      // Calibration and robustness.
      ...calibrationSection(input),
      ...robustnessSection(input),
      // Explored, not claimed.
      ...sweepSection(input),
      // Since last night.
      ...nightSection(input),
      // How the runs went.
      ...learningSection(input),
      ...insideSection(input),
      runsSection(input),
      // Where the numbers come from.
      provenanceSection(input, chartWarnings),
    ],
  };
}

/** The claim, where there is one, and the verdicts: beside the first of them the forest plot. */
function firstSections(input: ReportInput): Section[] {
  const [first, ...others] = [...claimSection(input), verdictSection(input)];
  return [{ ...first!, beside: chartBlock(input, "forest") }, ...others];
}

function pageModels(input: ReportInput): PageModel[] {
  const { plan } = input;
  return plan.sweep.models.map(({ name: model }) => {
    const main = plan.trials.map((trial, index) => ({ trial, index })).filter(({ trial }) =>
      trial.model === model && trial.role !== "sweep"
    );
    const names = [modelName(model), ...main.map(({ index }) => seriesName(input, index))];
    return { model, names: [...new Set(names)], colour: modelColour(plan, model) };
  });
}
