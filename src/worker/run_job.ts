import {
  type Job,
  type Outcome,
  type RunSpec,
  usageError,
  type WorkerMessage,
} from "../spec/mod.ts";
import { stateFile } from "../pytorch/mod.ts";
import { beginRun, type RunWriter } from "../store/mod.ts";
import {
  createClock,
  evaluate,
  type Evaluation,
  hashParameters,
  type TrainingResult,
} from "../training/mod.ts";
import { describeEnvironment } from "./environment.ts";
import { keepRun } from "./keep_run.ts";
import { measureRobustness } from "./measure_robustness.ts";
import { openReplicas } from "./open_replicas.ts";
import type { OpenRun } from "./open_run.ts";
import { chargedWriter, type ProcessClocks, processClocks } from "./process_clocks.ts";
import { recordActivity } from "./record_activity.ts";
import { trainRun } from "./train_run.ts";

const now = () => performance.now() / 1000;

/**
 * Carries out one run: trains, reads the test split once, writes the run's files. A run that an
 * earlier process left goes on from its checkpoint, to the same result.
 *
 * @param send Receives progress.
 * @param options `signal` ends the run after the step under way, once its checkpoint is written;
 *   default: none. `since` is when the process began, in seconds of `performance.now()`; default: now.
 *   `open` is replaced in tests.
 * @throws The reason of `signal`.
 */
export async function runJob(
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
  const clocks = processClocks(() => now() - since, run.dataSeconds);
  const { backend, model } = run;
  requireEnoughExamples(job.spec, run.data.testExamples);
  send({ type: "started", backend: backend.name, device: backend.device });
  const opened = await keepRun(job, {
    backend,
    started,
    now: clocks.now,
    outside: clocks.seconds,
  });
  const { keeper } = opened;
  const write: typeof keeper.write = (state) => clocks.files.charge(() => keeper.write(state));
  const kept = { ...opened, keeper: { ...keeper, write } };
  const writer = chargedWriter(await beginRun(job.runsDirectory, job.runId), clocks.files);
  await writer.writeSpec(job.spec);
  await writer.writeEnvironment(describeEnvironment(job, { ...kept, backend }));
  for (const point of kept.curve) await writer.appendCurvePoint(point);
  clocks.endStart();

  const { result, validation } = await trainRun(job, run, { kept, send, signal, now, writer });

  const { evaluation, seconds } = await finalEvaluation(run, {
    parts: { model, problem: run.problem, signal },
    result,
    writer,
    clocks,
    validation,
    corruptions: job.spec.evaluation.corruptions,
  });
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
    validation: result.status === "completed" && validation !== null
      ? { accuracy: validation.accuracy, loss: validation.loss }
      : { accuracy: chance, loss: null },
    parameters: run.size.parameters,
    flopsPerExample: run.size.flopsPerExample,
    seconds: {
      warmup: result.warmupSeconds,
      training: result.spend.seconds,
      ...(run.replicas === undefined ? {} : { exchange: result.exchangeSeconds }),
      evaluation: result.evaluationSeconds + seconds,
      ...kept.outside() ?? { start: null, data: null, files: null },
      total: kept.seconds(),
    },
    parametersSha256: await hashParameters(model),
  };
  await writer.finish(outcome);
  run.dispose();
  send({ type: "finished", status: outcome.status, testAccuracy: outcome.test.accuracy });
}

/**
 * Refuses more corrupted examples than there are before anything is trained.
 *
 * @throws {BenchError} With exit code 2.
 */
function requireEnoughExamples({ evaluation: { corruptions } }: RunSpec, testExamples: number) {
  if (corruptions === null || corruptions.examples <= testExamples) return;
  throw usageError(
    `--robustness ${corruptions.examples}: there are only ${testExamples} test examples; give at most that`,
  );
}

/**
 * The one read of the test split. A diverged model is not evaluated: it counts as chance. The seconds
 * are those of evaluation alone, without reading examples and writing files.
 */
async function finalEvaluation(
  run: OpenRun,
  { parts, result, writer, clocks, validation, corruptions }: {
    readonly parts: Parameters<typeof evaluate>[0];
    readonly result: TrainingResult;
    readonly writer: RunWriter;
    readonly clocks: ProcessClocks;
    readonly validation: Evaluation | null;
    readonly corruptions: RunSpec["evaluation"]["corruptions"];
  },
): Promise<{ evaluation: Evaluation | null; seconds: number }> {
  if (result.status === "diverged") return { evaluation: null, seconds: 0 };
  const clock = createClock(clocks.now);
  if (validation !== null) await writer.writeValidationPredictions(validation.predictions);
  const { batches, picture, corruptible } = await clocks.data.charge(() => run.data.readTest());
  const evaluation = await clock.charge(() => evaluate(parts, batches));
  const { predictions } = evaluation;
  await writer.writePredictions(predictions);
  if (corruptions !== null && corruptible !== null) {
    const examples = { corruptible: corruptible(corruptions.examples), predictions };
    await writer.writeRobustness(await clock.charge(() => measureRobustness(parts, examples)));
  }
  const activity = picture && await clock.charge(() => recordActivity(run.model, picture));
  if (activity !== null) await writer.writeActivity(activity);
  return { evaluation, seconds: clock.seconds() };
}
