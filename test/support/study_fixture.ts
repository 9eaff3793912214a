import { sha256 } from "../../src/spec/mod.ts";
import type { CodeIdentity } from "../../src/execution/mod.ts";
import type {
  CurvePoint,
  Environment,
  Outcome,
  Plan,
  Predictions,
  RunSpec,
  Spend,
  SweepSpec,
} from "../../src/spec/mod.ts";

/** A complete sweep for tests: the CTM, with an LSTM and a CNN as baselines. */
export function exampleSweep(change: Partial<SweepSpec> = {}): SweepSpec {
  return {
    schema: 1,
    name: "quick-mnist",
    preset: "quick",
    problem: { name: "classification", options: { readout: "paper" } },
    dataset: { name: "mnist", options: { augmentation: "none" } },
    models: [
      {
        name: "ctm",
        options: {
          ticks: 8,
          outputPairs: 32,
          actionPairs: 32,
          memoryLength: 5,
          neurons: 64,
          synapseDepth: 1,
        },
      },
      { name: "lstm", options: { ticks: 8, width: 32 } },
      { name: "cnn", options: { width: 16 } },
    ],
    axes: [],
    match: "params",
    optimiser: { name: "adam", options: { learningRate: 0.001 } },
    schedule: { name: "cosine", options: {} },
    recipeDifferences: {},
    batchSize: 32,
    budget: { kind: "examples", examples: 640 },
    evaluation: {
      batchSize: 100,
      points: 2,
      validationExamples: 100,
      testExamples: null,
      corruptions: null,
    },
    backend: "wasm",
    kernels: "auto",
    seeds: [1, 2],
    sweepSeeds: 2,
    alpha: 0.05,
    margin: "auto",
    secondaryBudgets: [],
    looks: null,
    scope: "population",
    claim: null,
    tuning: null,
    ...change,
  };
}

/** A run specification that goes with {@link exampleSweep}. */
export function exampleRunSpec(seed = 1): RunSpec {
  const sweep = exampleSweep();
  return {
    schema: 1,
    problem: sweep.problem,
    dataset: sweep.dataset,
    model: sweep.models[0]!,
    optimiser: sweep.optimiser,
    schedule: sweep.schedule,
    batchSize: sweep.batchSize,
    budget: sweep.budget,
    evaluation: sweep.evaluation,
    backend: "wasm",
    kernels: "fused",
    seed,
  };
}

/** A plan of one trial and one run per id. */
export function examplePlan(ids: readonly string[]): Plan {
  return {
    schema: 1,
    variant: null,
    sweep: exampleSweep(),
    backend: { name: "wasm", reason: "asked for" },
    data: { sha256: "d" },
    code: "c",
    trials: [{
      label: "ctm",
      model: "ctm",
      role: "reference",
      cell: { ticks: 8, outputPairs: 32, actionPairs: 32, memoryLength: 5, neurons: 64 },
      parameters: 1000,
      flopsPerExample: 20000,
      parameterRatio: 1,
      flopRatio: 1,
      matched: "",
    }],
    runs: ids.map((id, index) => ({ id, trial: 0, spec: exampleRunSpec(index + 1) })),
  };
}

const SPEND: Spend = { steps: 20, examples: 640, seconds: 1.5, flops: 3e6, joules: null };

/** A validation at `progress`. */
export function exampleCurvePoint(progress: number): CurvePoint {
  return {
    spend: SPEND,
    progress,
    trainLoss: 1.25,
    validationLoss: 1.5,
    validationAccuracy: 0.5,
    learningRate: 0.001,
    gradientNorm: 2.5,
  };
}

/** An outcome with a given test accuracy. */
export function exampleOutcome(runId: string, accuracy: number, examples: number): Outcome {
  return {
    schema: 1,
    runId,
    status: "completed",
    detail: "",
    spend: SPEND,
    test: { accuracy, solved: accuracy, chance: 0.1, loss: 1, examples, meanTick: 2, perTick: [] },
    validation: { accuracy: 0.5, loss: 1.5 },
    parameters: 1000,
    flopsPerExample: 20000,
    seconds: {
      warmup: 0.5,
      training: 1.5,
      evaluation: 0.25,
      start: 0.1,
      data: 0.05,
      files: 0.02,
      total: 2.5,
    },
    parametersSha256: `of ${runId}`,
  };
}

/** An identity of code outside git. */
export function exampleIdentity(code = "c"): CodeIdentity {
  return { code, git: null, patch: null, lockFile: null, notices: [] };
}

/** An environment record. */
export function exampleEnvironment(): Environment {
  return {
    schema: 1,
    started: "2026-01-01T00:00:00Z",
    versions: { deno: "2" },
    code: "c",
    git: null,
    lockFile: null,
    flags: {},
    backend: { name: "wasm", device: "cpu", selfTest: 0.1, kernels: "fused (relaxed FMA)" },
    machine: {
      os: "linux",
      arch: "x86_64",
      cpu: "test",
      cores: 2,
      memoryGiB: 4,
      limits: { cores: null, memoryGiB: null },
    },
    dataSha256: "d",
    claim: null,
    notices: [],
  };
}

/** Predictions that differ with `seed`: every example whose index shares no bit with it is wrong. */
export function examplePredictions(
  { examples = 40, ticks = 3, classes = 10, seed = 1 } = {},
): Predictions {
  const cells = examples * ticks;
  const labels = Uint16Array.from({ length: examples }, (_, index) => index % classes);
  const readoutTick = Uint16Array.from({ length: examples }, (_, index) => (index + seed) % ticks);
  const predicted = Uint16Array.from({ length: cells }, (_, cell) => {
    const example = Math.floor(cell / ticks);
    const shift = (example & seed) === 0 ? 1 : 0;
    return (labels[example]! + shift) % classes;
  });
  const fraction = (multiplier: number) =>
    Float32Array.from({ length: cells }, (_, cell) => ((cell * multiplier + seed) % 97) / 96);
  return {
    examples,
    ticks,
    classes,
    positions: 1,
    labels,
    predicted,
    readoutTick,
    confidence: fraction(31),
    certainty: fraction(17),
    logLoss: fraction(7),
    brier: fraction(11),
  };
}

/** Predictions for 400 examples of which about `accuracy` are right, others for each seed and model. */
export function accuratePredictions(
  { model, dataset, seed }: Pick<RunSpec, "model" | "dataset" | "seed">,
  accuracy: number,
): Predictions {
  const found = examplePredictions({ examples: 400, seed });
  const { labels, ticks, classes } = found;
  const predicted = found.predicted.map((_, cell) => {
    const example = Math.floor(cell / ticks);
    const draw = sha256(`${model.name} ${dataset.name} ${seed} ${example}`).slice(0, 8);
    const right = parseInt(draw, 16) / 2 ** 32 < accuracy;
    return (labels[example]! + (right ? 0 : 1)) % classes;
  });
  return { ...found, predicted };
}
