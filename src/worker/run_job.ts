import type { Model } from "../contract/mod.ts";
import { type Job, type Outcome, sha256, type WorkerMessage } from "../spec/mod.ts";
import { stateFile } from "../pytorch/mod.ts";
import { beginRun, type RunWriter } from "../store/mod.ts";
import { evaluate, type Evaluation, train, type TrainingResult } from "../training/mod.ts";
import { describeEnvironment } from "./environment.ts";
import { type OpenRun, openRun } from "./open_run.ts";
import { recordActivity } from "./record_activity.ts";

/** Milliseconds between two progress messages. */
const MESSAGE_INTERVAL = 500;

const now = () => performance.now() / 1000;

/**
 * Carries out one run: trains, reads the test split once, writes the run's files.
 *
 * @param send Receives progress.
 */
export async function runJob(job: Job, send: (message: WorkerMessage) => void): Promise<void> {
  const started = new Date();
  const start = now();
  const run = await openRun(job);
  const { backend, model, problem } = run;
  send({ type: "started", backend: backend.name, device: backend.device });
  const writer = await beginRun(job.runsDirectory, job.runId);
  await writer.writeSpec(job.spec);
  await writer.writeEnvironment(describeEnvironment(job, { backend, started, notices: [] }));

  let validation = { accuracy: 0, loss: NaN };
  let validated = false;
  let lastMessage = -Infinity;
  const result = await train({
    model,
    problem,
    optimiser: run.optimiser,
    learningRate: run.learningRate,
    batches: run.data.training,
    budget: job.spec.budget,
    flopsPerExample: run.size.flopsPerExample,
    points: job.spec.evaluation.points,
    validate: async () => {
      validation = await evaluate(run, run.data.validation);
      validated = true;
      return validation;
    },
    onPoint: (point) => writer.appendCurvePoint(point),
    onProgress: ({ progress, spend, trainLoss }) => {
      if (progress < 1 && performance.now() - lastMessage < MESSAGE_INTERVAL) return;
      lastMessage = performance.now();
      const validationAccuracy = validated ? validation.accuracy : null;
      send({ type: "progress", progress, spend, trainLoss, validationAccuracy });
    },
    check: backend.check,
    now,
  });

  const { evaluation, seconds } = await finalEvaluation(run, { result, writer });
  await writer.writeParameters(await stateFile(model, run.description, result.spend.steps));
  backend.check();
  const chance = 1 / run.facts.classes;
  const outcome: Outcome = {
    schema: 1,
    runId: job.runId,
    status: result.status,
    detail: result.detail,
    spend: result.spend,
    test: {
      accuracy: evaluation?.accuracy ?? chance,
      solved: evaluation?.solved ?? chance ** run.facts.positions,
      chance,
      loss: evaluation?.loss ?? null,
      examples: run.data.testExamples,
      meanTick: evaluation?.meanTick ?? model.ticks,
      perTick: evaluation?.perTick ?? [],
    },
    validation: result.status === "completed"
      ? { accuracy: validation.accuracy, loss: validation.loss }
      : { accuracy: chance, loss: null },
    parameters: run.size.parameters,
    flopsPerExample: run.size.flopsPerExample,
    seconds: {
      warmup: result.warmupSeconds,
      training: result.spend.seconds,
      evaluation: result.evaluationSeconds + seconds,
      total: now() - start,
    },
    parametersSha256: await hashParameters(model),
  };
  await writer.finish(outcome);
  run.dispose();
  send({ type: "finished", status: outcome.status, testAccuracy: outcome.test.accuracy });
}

/** The one read of the test split. A diverged model is not evaluated: it counts as chance. */
async function finalEvaluation(
  run: OpenRun,
  { result, writer }: { readonly result: TrainingResult; readonly writer: RunWriter },
): Promise<{ evaluation: Evaluation | null; seconds: number }> {
  if (result.status === "diverged") return { evaluation: null, seconds: 0 };
  const start = now();
  const { batches, picture } = await run.data.readTest();
  const evaluation = await evaluate(run, batches);
  await writer.writePredictions(evaluation.predictions);
  const activity = picture && await recordActivity(run.model, picture);
  if (activity !== null) await writer.writeActivity(activity);
  return { evaluation, seconds: now() - start };
}

/** SHA-256 over parameters and buffers in the order of their names. */
async function hashParameters({ parameters, buffers }: Model): Promise<string> {
  const digests: string[] = [];
  for (const [name, variable] of [...parameters, ...buffers].sort(([a], [b]) => a < b ? -1 : 1)) {
    const values = await variable.data();
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    digests.push(`${name} ${sha256(bytes)}`);
  }
  return sha256(digests.join("\n"));
}
