import { join } from "node:path";
import type { Executor, RunResult } from "../../src/execution/mod.ts";
import { type Job, type Predictions, type RunSpec, sha256 } from "../../src/spec/mod.ts";
import { accuracyOf, beginRun, beginTrial } from "../../src/store/mod.ts";
import {
  exampleCurvePoint,
  exampleEnvironment,
  exampleOutcome,
  examplePredictions,
} from "./study_fixture.ts";

/** What an invented training reaches. */
export interface Reached {
  /** On both splits; `diverged` counts as guessing, and `failed` leaves no result. */
  readonly accuracy: number | "diverged" | "failed";
}

/** An executor that runs in this process: it writes the files of a run or of a trial, and trains nothing. */
export interface InlineExecutor extends Executor {
  /** The jobs carried out so far. */
  readonly done: readonly Job[];
}

/**
 * Stands in for the pool of worker processes.
 *
 * @param mode What the jobs are.
 * @param reach What each reaches.
 * @param stopAfter Aborts this controller after so many jobs.
 */
export function inlineExecutor(
  mode: "run" | "tune",
  reach: (spec: RunSpec) => Reached["accuracy"],
  stopAfter: { readonly jobs: number; readonly controller: AbortController } | null = null,
): InlineExecutor {
  const done: Job[] = [];
  return {
    done,
    async *execute(jobs, { signal, onStart }) {
      for (const job of jobs) {
        signal.throwIfAborted();
        onStart?.(job.runId);
        const accuracy = reach(job.spec);
        done.push(job);
        const result = accuracy === "failed"
          ? { kind: "failed", code: 1, message: "the loss is not a number" } as const
          : mode === "run"
          ? await writeRun(job, accuracy)
          : await writeTrial(job, accuracy);
        yield { runId: job.runId, result, elsewhere: false };
        if (done.length === stopAfter?.jobs) stopAfter.controller.abort();
      }
    },
  };
}

async function writeRun(job: Job, reached: number | "diverged"): Promise<RunResult> {
  const writer = await beginRun(job.runsDirectory, job.runId);
  const predictions = predictionsOf(job.spec, reached === "diverged" ? 0.1 : reached);
  const accuracy = accuracyOf(predictions);
  await writer.writeSpec(job.spec);
  await writer.writeEnvironment({
    ...exampleEnvironment(),
    started: new Date().toISOString(),
    code: job.code,
    claim: job.claim,
  });
  await writer.appendCurvePoint(exampleCurvePoint(1));
  await writer.writePredictions(predictions);
  const outcome = exampleOutcome(job.runId, accuracy, predictions.examples);
  await writer.finish({ ...outcome, validation: { accuracy, loss: 1 } });
  return { kind: "finished", status: "completed", testAccuracy: accuracy };
}

/** Predictions of which about a fraction `accuracy` is right, other ones for each model and seed. */
function predictionsOf({ model, seed }: RunSpec, accuracy: number): Predictions {
  const found = examplePredictions({ examples: 400, seed });
  const { labels, ticks, classes } = found;
  const predicted = found.predicted.map((_, cell) => {
    const example = Math.floor(cell / ticks);
    const digits = sha256(`${model.name} ${seed} ${example}`).slice(0, 8);
    const right = parseInt(digits, 16) / 2 ** 32 < accuracy;
    return (labels[example]! + (right ? 0 : 1)) % classes;
  });
  return { ...found, predicted };
}

async function writeTrial(job: Job, reached: number | "diverged"): Promise<RunResult> {
  const writer = await beginTrial(job.runsDirectory, job.runId);
  const status = reached === "diverged" ? "diverged" : "completed";
  const accuracy = reached === "diverged" ? 0.1 : reached;
  const { spend } = exampleCurvePoint(1);
  await writer.writeSpec(job.spec);
  await writer.writeEnvironment(exampleEnvironment());
  await writer.appendCurvePoint(exampleCurvePoint(1));
  await writer.finish({
    schema: 1,
    trialId: job.runId,
    status,
    detail: status === "diverged" ? "the loss of step 3 is NaN" : "",
    spend,
    validation: { accuracy, loss: status === "diverged" ? null : 1 - accuracy, examples: 100 },
    parameters: 1000,
    seconds: { total: 1 },
  });
  return { kind: "validated", status, validationAccuracy: accuracy };
}

/** The learning rate of a run, for an invented training that depends on it. */
export function learningRateOf({ optimiser }: RunSpec): number {
  return Number(optimiser.options["learningRate"]);
}

/** The files of one folder, sorted. */
export async function namesIn(...parts: readonly string[]): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(join(...parts)));
  return entries.map(({ name }) => name).sort();
}
