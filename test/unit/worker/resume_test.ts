import { assertEquals, assertStrictEquals } from "@std/assert";
import { prepareData } from "../../../datasets/mod.ts";
import type { CurvePoint, Job, TrailRow } from "../../../src/spec/mod.ts";
import {
  evaluate,
  type Evaluation,
  hashParameters,
  train,
  type TrainingState,
} from "../../../src/training/mod.ts";
import { decodeKeptState, encodeKeptState } from "../../../src/worker/kept_state.ts";
import { openReplicas } from "../../../src/worker/open_replicas.ts";
import { onEachBackend, partsOf } from "../../support/backends.ts";
import { tinyJob, type TinyRun } from "../../support/tiny_job.ts";

const cacheDirectory = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(cacheDirectory, { recursive: true }));
await prepareData({ name: "mnist", options: {} }, {
  dataDirectory: null,
  cacheDirectory,
  log: () => {},
});

/** What must not depend on whether a run was cut off: everything but times. */
interface Result {
  readonly status: string;
  readonly steps: number;
  readonly parameters: string;
  readonly curve: readonly CurvePoint[];
  readonly trail: string;
  readonly validation: Evaluation;
}

const REASON = new Error("asked to end");

/** Trains `job` to its end, or to the end of the step `cutAfter`. */
async function trainOnce(
  job: Job,
  { earlier, cutAfter }: { readonly earlier: Kept | null; readonly cutAfter: number | null },
): Promise<{ readonly result: Result } | { readonly kept: Kept }> {
  const run = await openReplicas(job);
  await using _replicas = run.replicas;
  const curve = [...earlier?.curve ?? []];
  const rows: TrailRow[] = [];
  let state: TrainingState | null = null;
  let validation: Evaluation | null = null;
  const controller = new AbortController();
  const now = () => performance.now() / 1000;
  try {
    const { status, spend } = await train({
      ...run,
      batches: run.data.training,
      learningRate: (position) => {
        if (position.step + 1 === cutAfter) controller.abort(REASON);
        return run.learningRate(position);
      },
      budget: job.spec.budget,
      flopsPerExample: run.size.flopsPerExample,
      points: job.spec.evaluation.points,
      validate: async () => {
        const parts = { model: run.model, problem: run.problem };
        return validation = await evaluate(parts, run.data.validation);
      },
      onPoint: (point) => {
        curve.push({ ...point, spend: { ...point.spend, seconds: 0 } });
        return Promise.resolve();
      },
      onTrail: (added) => {
        rows.push(...added);
        return Promise.resolve();
      },
      onProgress: () => {},
      check: run.backend.check,
      now,
      signal: controller.signal,
      keeper: {
        isDue: () => false,
        write: (captured) => {
          state = captured;
          return Promise.resolve();
        },
      },
      resume: earlier?.state ?? null,
    });
    return {
      result: {
        status,
        steps: spend.steps,
        parameters: await hashParameters(run.model),
        curve,
        trail: rows.map((row) => JSON.stringify(row)).join("\n"),
        validation: validation!,
      },
    };
  } catch (error) {
    assertStrictEquals(error, REASON);
    return { kept: { state: throughFile(state!), curve } };
  } finally {
    run.dispose();
  }
}

interface Kept {
  readonly state: TrainingState;
  readonly curve: readonly CurvePoint[];
}

/** The state as another process reads it. */
function throughFile(training: TrainingState): TrainingState {
  const rest = { started: "", seconds: 1, device: "", kernels: "", notices: [], curve: [] };
  return decodeKeptState(encodeKeptState({ ...rest, training })).training;
}

/** The result of a run that is cut off after each of the steps. */
async function trainInPieces(job: Job, cuts: readonly number[], groups = 1): Promise<Result> {
  let earlier: Kept | null = null;
  for (const cutAfter of [...cuts, null]) {
    const end: Awaited<ReturnType<typeof trainOnce>> = await trainOnce(job, { earlier, cutAfter });
    if ("result" in end) {
      if (earlier !== null) assertEquals(earlier.state.numbers.optimiser.groups.length, groups);
      return end.result;
    }
    assertEquals(end.kept.state.numbers.steps, cutAfter);
    earlier = end.kept;
  }
  throw new Error("the run did not end");
}

const SMALL_CONV = { kind: "small-conv", layers: [{ channels: 3, size: 3, stride: 2 }] };

/** A run, and how many groups its parameters fall into by the steps that train them. */
interface Case extends Omit<TinyRun, "backend" | "kernels" | "budget"> {
  readonly name: string;
  readonly groups?: number;
}

const CASES: readonly Case[] = [
  {
    name: "a CTM on images as they are",
    model: "ctm",
    problem: "classification",
    dataset: "mnist",
    optimiserOptions: { clipNorm: 1, weightDecay: 0.01 },
  },
  {
    name: "an LSTM on moved images",
    model: "lstm",
    problem: "classification",
    dataset: "mnist",
    datasetOptions: { augmentation: "shift-flip" },
  },
  {
    name: "a CNN, with its running statistics, on images varied by AutoAugment",
    model: "cnn",
    problem: "classification",
    dataset: "mnist",
    datasetOptions: { augmentation: "auto-augment" },
    modelOptions: { head: "feed-forward" },
  },
  {
    name: "a CTM on parity, clipped by quantiles",
    model: "ctm",
    problem: "parity",
    dataset: "parity",
    datasetOptions: { length: 5 },
    modelOptions: { backbone: { kind: "parity", width: 4 } },
    optimiserOptions: { clipQuantile: 0.5, clipHistory: 7 },
  },
  {
    name: "an LSTM on mazes",
    model: "lstm",
    problem: "mazes",
    dataset: "mazes",
    datasetOptions: { size: 7, routeLength: 4 },
    modelOptions: { backbone: SMALL_CONV },
  },
  {
    name: "a CTM on questions, whose parameters do not all have a gradient at every step",
    model: "ctm",
    problem: "qamnist",
    dataset: "mnist",
    problemOptions: {
      size: 28,
      digits: [1, 2],
      operations: [1, 2],
      evaluationDigits: 1,
      evaluationOperations: 1,
    },
    // One digit is seen for one tick, and then the decay of later ticks plays no part.
    modelOptions: { backbone: { kind: "mnist", width: 4 }, ticks: 1 },
    optimiserOptions: { clipQuantile: 0.5 },
    groups: 2,
  },
  {
    name: "a CNN on varied images, shared by two replicas",
    model: "cnn",
    problem: "classification",
    dataset: "mnist",
    datasetOptions: { augmentation: "shift-flip" },
    modelOptions: { head: "feed-forward" },
    optimiserOptions: { clipQuantile: 0.5, clipHistory: 7 },
    dataParallel: 2,
  },
];

/** Losses are read after steps 1 and 11, validations are made after 7 and 13. */
const BUDGET = { kind: "steps", steps: 13 } as const;

/** After the first step, between reads, where a validation is due, at the end. */
const CUTS = [1, 5, 7, 13];

for (const { name, groups, ...run } of CASES) {
  onEachBackend(`${name}: a run that was cut off ends as if it had not been`, async (backend) => {
    const folders = { cacheDirectory, runsDirectory: cacheDirectory };
    const job = await tinyJob({ ...run, ...partsOf(backend), budget: BUDGET }, folders);
    const whole = await trainInPieces(job, []);
    assertEquals([whole.status, whole.steps, whole.curve.length], ["completed", 13, 2]);
    assertEquals(await trainInPieces(job, CUTS, groups), whole);
  }, ["cpu", "wasm", "wasm composite"]);
}
