import type { SweepSpec } from "../spec/mod.ts";

/**
 * The preset's validations, but fewer where a short budget would make them cost more than the
 * training between them: each sees at most as many examples as were trained on since the last.
 */
export function spacedEvaluation(
  evaluation: SweepSpec["evaluation"],
  { budget, batchSize }: Pick<SweepSpec, "budget" | "batchSize">,
): SweepSpec["evaluation"] {
  const examples = budget.kind === "examples"
    ? budget.examples
    : budget.kind === "steps"
    ? budget.steps * batchSize
    : Infinity;
  const most = Math.max(1, Math.floor(examples / evaluation.validationExamples));
  return { ...evaluation, points: Math.min(evaluation.points, most) };
}
