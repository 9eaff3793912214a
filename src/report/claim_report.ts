import type { BudgetFindings } from "../analysis/budget_findings.ts";
import type { ClaimEvaluation } from "../analysis/claim.ts";
import type { RegisteredClaim } from "../analysis/claim_deviations.ts";
import { claimSentence } from "../analysis/claim_text.ts";
import type { Comparison } from "../analysis/comparison.ts";
import type { ClaimSpec, Plan } from "../spec/mod.ts";
import { budgetText } from "./budget_text.ts";
import {
  type Block,
  type Cell,
  countOf,
  numberCell,
  sentence,
  tableBlock,
  wordCell,
} from "./content/blocks.ts";
import {
  claimLimits,
  deviationList,
  partTable,
  registrationTable,
  toneOf,
} from "./content/claim_section.ts";
import { DIFFERENCE_COLUMNS, differenceCells } from "./content/difference_cells.ts";
import type { ReportContent } from "./report_content.ts";
import { modelName } from "./series.ts";
import { modelColour } from "./theme.ts";

/** A study of a claim, as the claim's report needs it. */
export interface ClaimStudyReport {
  readonly dataset: string;
  readonly plan: Plan;
  /** Number of planned runs without a result. */
  readonly missing: number;
  readonly comparisons: readonly Comparison[];
  readonly budgets: BudgetFindings | null;
}

/** Everything that the report of a claim is made from. */
export interface ClaimReportInput {
  /** As it is used. */
  readonly claim: ClaimSpec;
  readonly registration: RegisteredClaim;
  readonly evaluation: ClaimEvaluation;
  readonly deviations: readonly string[];
  /** In the order of the claim's data sets, those that have been planned. */
  readonly studies: readonly ClaimStudyReport[];
  readonly command: string;
  /** ISO 8601. */
  readonly generated: string;
}

/** Composes the report of a claim over its data sets. The studies have reports of their own. */
export function claimReportContent(input: ClaimReportInput): ReportContent {
  const { claim, registration, deviations, studies } = input;
  const { evaluation } = input;
  const [first] = studies;
  return {
    title: `Claim ${claim.name}`,
    summary: `${sentence(claim.text)} ${countOf(claim.datasets.length, "data set")}, ${
      countOf(claim.seeds.length, "seed")
    }, ${claim.budget.primary} per run.`,
    generated: input.generated,
    command: input.command,
    models: claim.models.map((model) => ({
      model,
      names: [modelName(model)],
      colour: first === undefined ? "#555555" : modelColour(first.plan, model),
    })),
    sections: [
      {
        id: "claim",
        heading: "Claim",
        exploratory: false,
        blocks: [
          {
            kind: "state",
            label: evaluation.state,
            tone: toneOf(evaluation.state),
            sentence: sentence(claimSentence(claim, evaluation) + deviationText(deviations)),
            notes: [
              ...(evaluation.missing === null
                ? []
                : [sentence(`To decide it: ${evaluation.missing}`)]),
              `${evaluation.replicability} of ${
                countOf(evaluation.datasets.length, "data set")
              } support it each on its own, by p values adjusted for their number (Holm).`,
            ],
          },
          partTable(evaluation.datasets.flatMap(({ parts }) => parts)),
          claimLimits(claim),
          deviationList(deviations),
        ],
      },
      {
        id: "studies",
        heading: "Studies",
        exploratory: false,
        blocks: [studyTable(input), ...(studies.length === 0 ? [] : [differenceTable(studies)])],
      },
      {
        id: "registration",
        heading: "Registration",
        exploratory: false,
        blocks: [
          {
            kind: "paragraph",
            text:
              `Locked at ${registration.locked} as ${registration.sha256}, with the code ${registration.code}. Each run records both.`,
          },
          registrationTable(registration.claim),
          { kind: "paragraph", text: "The command that reproduces it:" },
          { kind: "code", text: input.command },
        ],
      },
    ],
  };
}

function deviationText({ length }: readonly string[]): string {
  return length === 0 ? "" : `; ${countOf(length, "deviation")} from what was registered`;
}

function studyTable({ claim, evaluation, studies }: ClaimReportInput): Block {
  return tableBlock(
    "A study per data set, each with its own report.",
    ["data set", "claim", ">runs", ">missing", "report"],
    {
      rows: claim.datasets.map(({ name }): Cell[] => {
        const study = studies.find(({ dataset }) => dataset === name);
        const state = evaluation.datasets.find(({ dataset }) => dataset === name)?.state;
        const report = study === undefined
          ? wordCell("not there yet")
          : { ...wordCell("report"), link: `${encodeURIComponent(name)}/report.html` };
        return [
          wordCell(name),
          wordCell(state ?? "undetermined"),
          numberCell(study?.plan.runs.length, String),
          numberCell(study?.missing, String),
          report,
        ];
      }),
    },
  );
}

function differenceTable(studies: readonly ClaimStudyReport[]): Block {
  const rows = studies.flatMap(({ dataset, plan, comparisons, budgets }) => {
    const found = budgets?.budgets ?? [{ budget: plan.sweep.budget, comparisons }];
    return found.flatMap(({ budget, comparisons }) =>
      comparisons.map((one) => differenceRow(one, { dataset, budget: budgetText(budget) }))
    );
  });
  return tableBlock(
    "Paired differences in percentage points, left minus right, with intervals that hold for all primary comparisons of the claim at once. The claim is about the first budget.",
    [
      "data set",
      "comparison",
      "budget",
      ...DIFFERENCE_COLUMNS,
    ],
    { rows },
  );
}

function differenceRow(
  comparison: Comparison,
  { dataset, budget }: { readonly dataset: string; readonly budget: string },
): Cell[] {
  return [
    wordCell(dataset),
    wordCell(`${modelName(comparison.left)} − ${modelName(comparison.right)}`),
    wordCell(budget),
    ...differenceCells(comparison),
  ];
}
