import type { CurvePoint, Job, TrailRow, WorkerMessage } from "../spec/mod.ts";
import { evaluate, type Evaluation, train, type TrainingResult } from "../training/mod.ts";
import type { KeptRun } from "./keep_run.ts";
import type { OpenRun } from "./open_run.ts";

/** Milliseconds between two progress messages. */
const MESSAGE_INTERVAL = 500;

/** What training needs besides the open run. */
export interface TrainRunOptions {
  readonly kept: KeptRun;
  readonly send: (message: WorkerMessage) => void;
  readonly signal: AbortSignal | undefined;
  /** Seconds of a monotonic time source. */
  readonly now: () => number;
  readonly writer: {
    appendCurvePoint(point: CurvePoint): Promise<void>;
    /** Absent where no trail is kept. */
    appendTrail?(rows: readonly TrailRow[]): Promise<void>;
  };
}

/** A model that was trained, and what its last validation found; `null` if it diverged before one. */
export interface TrainedRun {
  readonly result: TrainingResult;
  readonly validation: Evaluation | null;
}

/**
 * Trains and validates as a job says, reporting progress and keeping checkpoints. The test split is
 * not opened.
 *
 * @throws {Error} If a completed run has no validation, which every budget ends with.
 * @throws The reason of `signal`, once the checkpoint is written.
 */
export async function trainRun(
  { spec }: Job,
  run: OpenRun,
  { kept, send, signal, now, writer }: TrainRunOptions,
): Promise<TrainedRun> {
  const { model, problem } = run;
  let validation = null as Evaluation | null;
  let lastMessage = -Infinity;
  const result = await train({
    model,
    problem,
    optimiser: run.optimiser,
    learningRate: run.learningRate,
    batches: run.data.training,
    replicas: run.replicas,
    budget: spec.budget,
    flopsPerExample: run.size.flopsPerExample,
    points: spec.evaluation.points,
    validate: async () => {
      validation = await evaluate({ model, problem, signal }, run.data.validation);
      return validation;
    },
    onPoint: (point) => {
      kept.addCurvePoint(point);
      return writer.appendCurvePoint(point);
    },
    onTrail: writer.appendTrail?.bind(writer),
    onProgress: ({ progress, spend, trainLoss }) => {
      if (progress < 1 && performance.now() - lastMessage < MESSAGE_INTERVAL) return;
      lastMessage = performance.now();
      const validationAccuracy = validation?.accuracy ?? null;
      send({ type: "progress", progress, spend, trainLoss, validationAccuracy });
    },
    check: run.backend.check,
    now,
    keeper: kept.keeper,
    signal,
    resume: kept.state,
  });
  if (result.status === "completed" && validation === null) {
    throw new Error("The run ended without a validation");
  }
  return { result, validation };
}
