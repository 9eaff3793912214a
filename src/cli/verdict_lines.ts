import {
  claimPartText,
  type Comparison,
  formatP,
  formatPoints,
  primaryEstimate,
} from "../analysis/mod.ts";
import { formatBudget } from "../spec/mod.ts";
import type { JudgedStudy, StoredClaim } from "./claim/stored_claim.ts";

/** The whole screen about a claim: its state, one line per comparison, and what it rests on. */
export function claimLines(stored: StoredClaim): string[] {
  const { file, lock, evaluation, studies, deviations } = stored;
  const { claim } = file;
  const looks = claim.looks === null ? "one look" : `looks at ${claim.looks.join(", ")}`;
  const seeds = claim.seeds.length;
  const trials = studies.flatMap(({ study }) => study.plan.trials);
  const reference = trials.find(({ role }) => role === "reference")?.model ?? "the reference";
  return [
    `Claim: ${claim.text}        ${evaluation.state.toUpperCase()}  (pre-registered ${
      lock.sha256.slice(0, 4)
    }…, ${looks}, S=${seeds}${
      deviations.length === 0
        ? ""
        : `, ${deviations.length} deviation${deviations.length === 1 ? "" : "s"}`
    })`,
    ...comparisonLines(studies),
    ...evaluation.datasets.flatMap(({ parts }) =>
      parts.map((part) =>
        `  part: ${
          claimPartText(reference, part)
        } on ${part.dataset}: ${part.state}, ${part.reason}`
      )
    ),
    ...budgetLine(studies),
    fairnessLine(studies),
    replicationLine(stored),
    ...deviations.map((deviation) => `  deviation: ${deviation}`),
    `  next: ${evaluation.missing ?? "nothing needed for the claim"}`,
  ];
}

/** The whole screen about one study. */
export function studyLines(study: JudgedStudy): string[] {
  const { plan } = study.study;
  const { claim } = plan.sweep;
  const needs = study.comparisons.flatMap(({ right, missing }) =>
    missing === null ? [] : [`${missing} (${right})`]
  );
  const next = study.comparisons.length === 0
    ? "finished runs of both the CTM and a baseline"
    : needs.join("; ") || "nothing, the verdicts stand";
  return [
    `Study: ${plan.sweep.name}, ${plan.sweep.seeds.length} seeds, ${
      formatBudget(plan.sweep.budget)
    } per run        (${
      claim === null ? "no claim was registered" : `part of the claim ${claim.name}`
    })`,
    ...comparisonLines([study]),
    ...budgetLine([study]),
    fairnessLine([study]),
    `  next: ${next}`,
  ];
}

/** Data set, models, difference, interval, verdict, p and margin in columns. */
function comparisonLines(studies: readonly JudgedStudy[]): string[] {
  const rows = studies.flatMap((study) => study.comparisons.map(comparisonRow));
  if (rows.length === 0) {
    return ["  no comparison: no finished runs of both the CTM and a baseline"];
  }
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    `  ${row.map((text, column) => text.padEnd(widths[column]!)).join("  ")}`.trimEnd()
  );
}

function comparisonRow(comparison: Comparison): string[] {
  const estimate = primaryEstimate(comparison);
  const margin = `±${points(comparison.margin)} pp`;
  // Rounded up: at a margin rounded down the verdict would not hold.
  const needed = comparison.verdict === "matches" && comparison.marginNeeded !== null
    ? ` (holds down to ±${(Math.ceil(1e4 * comparison.marginNeeded - 1e-9) / 100).toFixed(2)})`
    : "";
  return [
    comparison.dataset,
    `${comparison.left} vs ${comparison.right}`,
    estimate === null
      ? "–"
      : `${formatPoints(estimate.mean)} pp [${formatPoints(estimate.difference.low)}, ${
        formatPoints(estimate.difference.high)
      }]`,
    comparison.clear ? `clearly ${comparison.verdict}` : comparison.verdict,
    estimate === null ? "" : `p=${formatP(estimate.p)}`,
    margin + needed,
  ];
}

/** Whether another budget leads to another verdict. Nothing where there is one budget. */
function budgetLine(studies: readonly JudgedStudy[]): string[] {
  const several = studies.filter(({ budgets }) => budgets !== null);
  if (several.length === 0) return [];
  const kinds = [
    ...new Set(several.flatMap(({ budgets }) => budgets!.budgets.map((one) => one.budget.kind))),
  ];
  const parts = kinds.map((kind) => {
    const changes = several.flatMap(({ study, budgets }) => {
      const place = budgets!.budgets.findIndex((one) => one.budget.kind === kind);
      return budgets!.rows.flatMap(({ baseline, verdicts }) => {
        const [first, other] = [verdicts[0] ?? "no verdict", verdicts[place] ?? "no verdict"];
        const { name } = study.plan.sweep.dataset;
        return place < 0 || first === other ? [] : [`${name} ${baseline} becomes ${other}`];
      });
    });
    const primary = several[0]!.study.plan.sweep.budget.kind;
    if (kind === primary) return `${kind} (primary)`;
    return changes.length === 0 ? `${kind} ✓ same` : `${kind} ✗ ${changes.join(", ")}`;
  });
  const dependent = several.some(({ budgets }) => budgets!.rows.some((row) => row.budgetDependent));
  return [`  budgets: ${parts.join("   ")}${dependent ? "   -> budget-dependent" : ""}`];
}

/** Sizes, tuning and failures, per model in the order of the plans. */
function fairnessLine(studies: readonly JudgedStudy[]): string {
  const [first] = studies;
  if (first === undefined) return "  fairness: nothing is planned yet";
  const { sweep } = first.study.plan;
  const compared = studies.flatMap(({ study }) =>
    study.plan.trials.map((trial, index) => ({ study, trial, index }))
      .filter(({ trial }) => trial.role !== "sweep")
  );
  const models = [...new Set(compared.map(({ trial }) => trial.model))];
  const ratios = (of: "parameterRatio" | "flopRatio") => {
    const values = compared.map(({ trial }) => trial[of]);
    return `${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)}`;
  };
  const countOf = (count: (one: typeof compared[number]) => number) =>
    models.map((model) =>
      compared.filter(({ trial }) => trial.model === model)
        .reduce((sum, one) => sum + count(one), 0)
    ).join("/");
  const diverged = countOf(({ study, index }) =>
    study.runs.filter(({ trial, outcome }) => trial === index && outcome.status === "diverged")
      .length
  );
  const missing = countOf(({ study, index }) =>
    study.missing.filter(({ trial }) => trial === index).length
  );
  const trials = sweep.tuning === null
    ? "not tuned"
    : `trials ${models.map(() => sweep.tuning!.trials).join("/")}`;
  return `  fairness: parameters ${ratios("parameterRatio")} and FLOPs per example ${
    ratios("flopRatio")
  } times the reference's, ${trials}, diverged ${diverged} (kept at chance), missing ${missing} (${
    models.join("/")
  })`;
}

function replicationLine({ evaluation, file }: StoredClaim): string {
  const { replicability, datasets } = evaluation;
  return `  replication: ${replicability} of ${datasets.length} data sets support it each on its own (Holm, α = ${file.claim.alpha})`;
}

function points(fraction: number): string {
  return (100 * fraction).toFixed(2);
}
