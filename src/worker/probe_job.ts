import { CORRUPTIONS, type CostEstimate, type Job, STRENGTHS } from "../spec/mod.ts";
import type { EvaluationBatches } from "../contract/mod.ts";
import { evaluate, train } from "../training/mod.ts";
import { openReplicas } from "./open_replicas.ts";

/** Steps that are timed, after the first one. */
const PROBE_STEPS = 6;

const now = () => performance.now() / 1000;

/**
 * Estimates what a run costs from a few of its steps and one evaluation batch. Writes nothing and
 * does not read the test split.
 *
 * @param options `since` is when the process began, in seconds of `performance.now()`; default: now.
 */
export async function probeJob(
  job: Job,
  { since = now() }: { readonly since?: number } = {},
): Promise<CostEstimate> {
  const run = await openReplicas(job);
  await using _replicas = run.replicas;
  const { evaluation, budget } = job.spec;
  const result = await train({
    model: run.model,
    problem: run.problem,
    optimiser: run.optimiser,
    learningRate: () => 0,
    batches: run.data.training,
    replicas: run.replicas,
    budget: { kind: "steps", steps: PROBE_STEPS + 1 },
    flopsPerExample: run.size.flopsPerExample,
    points: 1,
    validate: () => Promise.resolve({ accuracy: 0, loss: 0 }),
    onPoint: () => Promise.resolve(),
    onProgress: () => {},
    check: run.backend.check,
    now,
  });
  const startup = now() - since - result.spend.seconds;
  const secondsPerStep = result.spend.seconds / PROBE_STEPS;
  const secondsPerExample = await timeEvaluation(run, run.data.validation);
  const evaluated = run.data.testExamples +
    evaluation.points * evaluation.validationExamples +
    (evaluation.corruptions?.examples ?? 0) * CORRUPTIONS.length * STRENGTHS.length;
  const seconds = budget.kind === "seconds" ? budget.seconds : run.totalSteps! * secondsPerStep;
  run.dispose();
  return {
    startup,
    secondsPerStep,
    steps: run.totalSteps ?? Math.round(seconds / secondsPerStep),
    evaluation: evaluated * secondsPerExample,
    total: startup + seconds + evaluated * secondsPerExample,
  };

  /** Seconds an example, from the second batch: the first one may compile. */
  async function timeEvaluation(
    parts: Parameters<typeof evaluate>[0],
    all: EvaluationBatches,
  ): Promise<number> {
    const examples = Math.min(all.examples, evaluation.batchSize);
    const firstBatch: EvaluationBatches = {
      examples,
      *each() {
        const [first] = all.each();
        yield first!;
      },
    };
    await evaluate(parts, firstBatch);
    const begin = now();
    await evaluate(parts, firstBatch);
    return (now() - begin) / examples;
  }
}
