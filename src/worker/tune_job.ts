import type { Job, WorkerMessage } from "../spec/mod.ts";
import { beginTrial, type TrialOutcome } from "../store/mod.ts";
import { evaluate, train } from "../training/mod.ts";
import { describeEnvironment } from "./environment.ts";
import { keepRun } from "./keep_run.ts";
import { type OpenRun, openRun } from "./open_run.ts";

/** Milliseconds between two progress messages. */
const MESSAGE_INTERVAL = 500;

const now = () => performance.now() / 1000;

/** The validation of a trial: it may be used for every choice, the test split for none. */
type Validation = { readonly accuracy: number; readonly loss: number };

/**
 * Carries out one trial of a search: trains and validates as a run does, and writes the trial's files.
 * The test split is never opened.
 *
 * @param job `runsDirectory` is the folder of the model's trials.
 * @param send Receives progress.
 * @param options `signal` ends the trial once its checkpoint is written; `open` is replaced in tests.
 * @throws The reason of `signal`.
 */
export async function tuneJob(
  job: Job,
  send: (message: WorkerMessage) => void,
  { signal, open = openRun }: {
    readonly signal?: AbortSignal;
    readonly open?: (job: Job) => Promise<OpenRun>;
  } = {},
): Promise<void> {
  const started = new Date();
  const start = now();
  const run = await open(job);
  const { backend } = run;
  send({ type: "started", backend: backend.name, device: backend.device });
  const kept = await keepRun(job, { device: backend.device, started, now: () => now() - start });
  const writer = await beginTrial(job.runsDirectory, job.runId);
  await writer.writeSpec(job.spec);
  await writer.writeEnvironment(describeEnvironment(job, { ...kept, backend }));
  for (const point of kept.curve) await writer.appendCurvePoint(point);

  let validation = null as Validation | null;
  let lastMessage = -Infinity;
  const result = await train({
    model: run.model,
    problem: run.problem,
    optimiser: run.optimiser,
    learningRate: run.learningRate,
    batches: run.data.training,
    budget: job.spec.budget,
    flopsPerExample: run.size.flopsPerExample,
    points: job.spec.evaluation.points,
    validate: async () => {
      const parts = { model: run.model, problem: run.problem, signal };
      validation = await evaluate(parts, run.data.validation);
      return validation;
    },
    onPoint: (point) => {
      kept.addCurvePoint(point);
      return writer.appendCurvePoint(point);
    },
    onProgress: ({ progress, spend, trainLoss }) => {
      if (progress < 1 && performance.now() - lastMessage < MESSAGE_INTERVAL) return;
      lastMessage = performance.now();
      const validationAccuracy = validation?.accuracy ?? null;
      send({ type: "progress", progress, spend, trainLoss, validationAccuracy });
    },
    check: backend.check,
    now,
    keeper: kept.keeper,
    signal,
    resume: kept.state,
  });
  backend.check();

  const outcome: TrialOutcome = {
    schema: 1,
    trialId: job.runId,
    status: result.status,
    detail: result.detail,
    spend: result.spend,
    validation: {
      ...(result.status === "diverged"
        ? { accuracy: 1 / run.facts.classes, loss: null }
        : lastOf(validation)),
      examples: run.data.validation.examples,
    },
    parameters: run.size.parameters,
    seconds: { total: kept.seconds() },
  };
  await writer.finish(outcome);
  run.dispose();
  const validationAccuracy = outcome.validation.accuracy;
  send({ type: "validated", status: outcome.status, validationAccuracy });
}

/** The numbers of the last validation, with which every budget ends. */
function lastOf(validation: Validation | null): Validation {
  if (validation === null) throw new Error("The trial ended without a validation");
  return { accuracy: validation.accuracy, loss: validation.loss };
}
