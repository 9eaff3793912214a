import type { Job, WorkerMessage } from "../spec/mod.ts";
import { beginTrial, type TrialOutcome } from "../store/mod.ts";
import { describeEnvironment } from "./environment.ts";
import { keepRun } from "./keep_run.ts";
import { openReplicas } from "./open_replicas.ts";
import type { OpenRun } from "./open_run.ts";
import { trainRun } from "./train_run.ts";

const now = () => performance.now() / 1000;

/**
 * Carries out one trial of a search: trains and validates as a run does, and writes the trial's files.
 * The test split is never opened.
 *
 * @param job `runsDirectory` is the folder of the model's trials.
 * @param send Receives progress.
 * @param options `signal` ends the trial once its checkpoint is written; `since` is
 *   when the process began, in seconds of `performance.now()`, default: now; `open` is replaced in tests.
 * @throws The reason of `signal`.
 */
export async function tuneJob(
  job: Job,
  send: (message: WorkerMessage) => void,
  { signal, since = now(), open = openReplicas }: {
    readonly signal?: AbortSignal;
    readonly since?: number;
    readonly open?: (job: Job) => Promise<OpenRun>;
  } = {},
): Promise<void> {
  const started = new Date(performance.timeOrigin + 1000 * since);
  const run = await open(job);
  await using _replicas = run.replicas;
  const { backend } = run;
  send({ type: "started", backend: backend.name, device: backend.device });
  const kept = await keepRun(job, { backend, started, now: () => now() - since });
  const writer = await beginTrial(job.runsDirectory, job.runId);
  await writer.writeSpec(job.spec);
  await writer.writeEnvironment(describeEnvironment(job, { ...kept, backend }));
  for (const point of kept.curve) await writer.appendCurvePoint(point);

  const { result, validation } = await trainRun(job, run, { kept, send, signal, now, writer });
  backend.check();

  const outcome: TrialOutcome = {
    schema: 1,
    trialId: job.runId,
    status: result.status,
    detail: result.detail,
    spend: result.spend,
    validation: {
      ...(result.status === "diverged" || validation === null
        ? { accuracy: 1 / run.facts.classes, loss: null }
        : { accuracy: validation.accuracy, loss: validation.loss }),
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
