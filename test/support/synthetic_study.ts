/**
 * An invented study for tests of tables, charts and reports. Nothing in it was trained: accuracies
 * are drawn around given levels, so that a test can say in advance what a report must state.
 */
import { comparePaired, type ComparisonInput } from "../../src/analysis/compare.ts";
import { exploreCells } from "../../src/analysis/exploratory.ts";
import { secondaryStatistics } from "../../src/analysis/secondary.ts";
import { budgetFindings } from "../../src/analysis/budget_findings.ts";
import { NO_FINDINGS } from "../../src/analysis/findings.ts";
import type { ComparedSide } from "../../src/analysis/pair_runs.ts";
import type { MissingRun, ReportInput, RunRecord } from "../../src/report/study.ts";
import type {
  Activity,
  Cell,
  CurvePoint,
  Environment,
  Outcome,
  Plan,
  PlannedRun,
  RunSpec,
  Spend,
  SweepSpec,
  TickMetrics,
  Trial,
} from "../../src/spec/mod.ts";
import { syntheticMetrics } from "./synthetic_metrics.ts";
import { syntheticChallenge, syntheticGates, syntheticTuning } from "./synthetic_tuning.ts";

/** What the invented study looks like. */
export interface SyntheticOptions {
  /** Start of the generator. Default 1. */
  readonly seed?: number;
  /** Final test accuracy by model, in the order of the models. Default CTM 0.86, LSTM 0.82, CNN 0.88. */
  readonly accuracies?: { readonly [model: string]: number };
  /** Number of seeds. Default 5. */
  readonly seeds?: number;
  /** Swept ticks. Default 2, 4, 8; `[]` for no sweep of ticks. */
  readonly ticks?: readonly number[];
  /** Swept synchronisation pairs. Default 16, 32, 64; `[]` for no sweep of pairs. */
  readonly sync?: readonly number[];
  /** Gain of accuracy per doubling of the ticks. Default 0.02. */
  readonly gainPerDoubling?: number;
  /** Standard deviation of accuracy over seeds. Default 0.004. */
  readonly noise?: number;
  /** Labels of trials whose run with the first seed diverged. Default none. */
  readonly diverged?: readonly string[];
  /** Labels of trials whose run with the last seed is missing. Default none. */
  readonly missing?: readonly string[];
  /** Labels of trials without any result. Default none. */
  readonly absent?: readonly string[];
  /** Whether the reference records an example. Default true. */
  readonly activity?: boolean;
  /** Whether there are findings about calibration, stopping early and corruptions. Default true. */
  readonly metrics?: boolean;
  /** Whether the settings come from a search, and the models have gates and a challenge. Default false. */
  readonly tuned?: boolean;
  /** Whether there are secondary statistics, whose bootstrap takes a while. Default false. */
  readonly secondary?: boolean;
  /** Final test accuracies under a second budget in FLOPs. Default: there is none. */
  readonly flopsAccuracies?: { readonly [model: string]: number };
}

const CLASSES = 10;
const EXAMPLES = 2000;
const POINTS = 20;
const BUDGET = 20_000;
const REFERENCE = { ticks: 8, pairs: 32 };

/** Draws from a generator that depends on nothing but its seed (mulberry32, public domain). */
function generator(seed: number) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = () =>
    Math.sqrt(-2 * Math.log(uniform() + 1e-12)) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

type Generator = ReturnType<typeof generator>;

/** Makes an invented study. Equal options give equal studies. */
export function syntheticStudy(options: SyntheticOptions = {}): ReportInput {
  const draw = generator(options.seed ?? 1);
  const plan = syntheticPlan(options);
  const runs: RunRecord[] = [];
  const missing: MissingRun[] = [];
  const lastSeed = plan.sweep.seeds.at(-1);
  for (const planned of plan.runs) {
    const trial = plan.trials[planned.trial]!;
    const { seed } = planned.spec;
    const record = syntheticRun(planned, trial, options, draw);
    const isMissing = options.missing?.includes(trial.label) && seed === lastSeed;
    if (isMissing || options.absent?.includes(trial.label)) {
      missing.push({ id: planned.id, trial: planned.trial, seed, why: "The worker was stopped" });
    } else {
      runs.push(record);
    }
  }
  const found = syntheticComparisons({ plan, runs, options });
  const { comparisons } = found;
  return {
    ...NO_FINDINGS,
    ...(options.metrics ?? true ? syntheticMetrics(plan, runs) : {}),
    plan,
    runs,
    missing,
    ...found,
    budgets: syntheticBudgets(options, comparisons),
    ...(options.tuned === true
      ? {
        tuning: syntheticTuning(plan, comparisons),
        gates: syntheticGates({ plan, runs }),
        challenges: [syntheticChallenge()],
      }
      : {}),
    command: "deno task bench --name synthetic --seeds 5",
    generated: "2000-01-01T00:00:00.000Z",
  };
}

function syntheticBudgets(
  options: SyntheticOptions,
  primary: ReportInput["comparisons"],
): ReportInput["budgets"] {
  const { flopsAccuracies, ...others } = options;
  if (flopsAccuracies === undefined) return null;
  const { comparisons } = syntheticStudy({ ...others, accuracies: flopsAccuracies, seed: 7 });
  return budgetFindings([
    {
      budget: { kind: "examples", examples: BUDGET },
      primary: true,
      comparisons: primary,
      note: null,
    },
    {
      budget: { kind: "flops", flops: 7.3e10 },
      primary: false,
      comparisons,
      note: "The CTM's runs are those of the primary budget",
    },
  ]);
}

function syntheticPlan(options: SyntheticOptions): Plan {
  const models = Object.keys(options.accuracies ?? { ctm: 0, lstm: 0, cnn: 0 });
  const ticks = options.ticks ?? [2, 4, 8];
  const sync = options.sync ?? [16, 32, 64];
  const seeds = Array.from({ length: options.seeds ?? 5 }, (_, index) => index + 1);
  const sweep: SweepSpec = {
    schema: 1,
    name: "synthetic",
    preset: "synthetic",
    problem: { name: "classification", options: {} },
    dataset: { name: "invented_images", options: {} },
    models: models.map((name) => ({ name, options: {} })),
    axes: [
      ...(ticks.length > 0 ? [{ axis: "ticks" as const, values: [...ticks] }] : []),
      ...(sync.length > 0 ? [{ axis: "sync" as const, values: [...sync] }] : []),
    ],
    match: "params",
    optimiser: { name: "adam", options: { learningRate: 0.001 } },
    schedule: { name: "cosine", options: { warmup: 0.05 } },
    recipeDifferences: {},
    batchSize: 64,
    budget: { kind: "examples", examples: BUDGET },
    evaluation: {
      batchSize: 250,
      points: POINTS,
      validationExamples: 1000,
      testExamples: null,
      corruptions: null,
    },
    backend: "auto",
    kernels: "auto",
    seeds,
    sweepSeeds: seeds.length,
    alpha: 0.05,
    margin: "auto",
    secondaryBudgets: [],
    looks: null,
    scope: "population",
    claim: null,
    tuning: null,
  };
  const trials = models.flatMap((model) =>
    model === "ctm" ? cells(ticks, sync).map((cell) => ctmTrial(cell)) : [baselineTrial(model)]
  );
  return {
    schema: 1,
    variant: null,
    sweep,
    backend: { name: "wasm", reason: "The fastest backend that opens here" },
    data: { sha256: "d".repeat(64) },
    code: "c".repeat(64),
    trials,
    runs: seeds.flatMap((seed) =>
      trials.map((trial, index) => plannedRun(sweep, trial, { trial: index, seed }))
    ),
  };
}

function cells(ticks: readonly number[], sync: readonly number[]): Cell[] {
  const reference = cell(REFERENCE.ticks, REFERENCE.pairs);
  const swept = (ticks.length > 0 ? ticks : [REFERENCE.ticks]).flatMap((tick) =>
    (sync.length > 0 ? sync : [REFERENCE.pairs]).map((pairs) => cell(tick, pairs))
  );
  const others = swept.filter((other) =>
    other.ticks !== reference.ticks || other.outputPairs !== reference.outputPairs
  );
  return [reference, ...others];
}

function cell(ticks: number, pairs: number): Cell {
  return { ticks, outputPairs: pairs, actionPairs: pairs, memoryLength: 10, neurons: 128 };
}

function ctmTrial(trialCell: Cell): Trial {
  const pairs = trialCell.outputPairs ?? 0;
  const isReference = trialCell.ticks === REFERENCE.ticks && pairs === REFERENCE.pairs;
  const parameters = 40_000 + 20 * pairs;
  const flopsPerExample = 250_000 + 120_000 * trialCell.ticks + 200 * pairs;
  return {
    label: isReference ? "ctm" : `ctm ticks=${trialCell.ticks} sync=${pairs}`,
    model: "ctm",
    role: isReference ? "reference" : "sweep",
    cell: trialCell,
    parameters,
    flopsPerExample,
    parameterRatio: parameters / 40_640,
    flopRatio: flopsPerExample / 1_216_400,
    matched: "",
  };
}

function baselineTrial(model: string): Trial {
  const parameters = model === "lstm" ? 40_911 : 40_302;
  const flopsPerExample = model === "lstm" ? 1_100_000 : 640_000;
  return {
    label: model,
    model,
    role: "baseline",
    cell: {
      ticks: model === "lstm" ? REFERENCE.ticks : 1,
      outputPairs: null,
      actionPairs: null,
      memoryLength: null,
      neurons: null,
    },
    parameters,
    flopsPerExample,
    parameterRatio: parameters / 40_640,
    flopRatio: flopsPerExample / 1_216_400,
    matched: model === "lstm" ? "width=83" : "width=21",
  };
}

function plannedRun(
  sweep: SweepSpec,
  trial: Trial,
  place: { readonly trial: number; readonly seed: number },
): PlannedRun {
  const spec: RunSpec = {
    schema: 1,
    problem: sweep.problem,
    dataset: sweep.dataset,
    model: { name: trial.model, options: {} },
    optimiser: sweep.optimiser,
    schedule: sweep.schedule,
    batchSize: sweep.batchSize,
    budget: sweep.budget,
    evaluation: sweep.evaluation,
    backend: "wasm",
    kernels: "fused",
    seed: place.seed,
  };
  const id = `${place.trial.toString(16).padStart(8, "0")}${
    place.seed.toString(16).padStart(8, "0")
  }`;
  return { id, trial: place.trial, spec };
}

function syntheticRun(
  planned: PlannedRun,
  trial: Trial,
  options: SyntheticOptions,
  draw: Generator,
): RunRecord {
  const diverged = (options.diverged?.includes(trial.label) ?? false) && planned.spec.seed === 1;
  const level = levelOf(trial, options) + (options.noise ?? 0.004) * draw.normal();
  const accuracy = Math.round(EXAMPLES * level) / EXAMPLES;
  const curve = syntheticCurve(trial, accuracy, draw);
  const outcome = diverged
    ? divergedOutcome(planned, trial)
    : completedOutcome(planned, trial, { accuracy, curve });
  const recordsActivity = (options.activity ?? true) && trial.role === "reference" && !diverged;
  return {
    id: planned.id,
    trial: planned.trial,
    seed: planned.spec.seed,
    outcome,
    curve: diverged ? curve.slice(0, 6) : curve,
    environment: ENVIRONMENT,
    activity: recordsActivity ? syntheticActivity(trial.cell.ticks, draw) : null,
  };
}

function levelOf(trial: Trial, options: SyntheticOptions): number {
  const accuracies: { readonly [model: string]: number } = options.accuracies ??
    { ctm: 0.86, lstm: 0.82, cnn: 0.88 };
  const level = accuracies[trial.model] ?? 0.5;
  if (trial.model !== "ctm") return level;
  const gain = options.gainPerDoubling ?? 0.02;
  const pairs = trial.cell.outputPairs ?? REFERENCE.pairs;
  return level + gain * Math.log2(trial.cell.ticks / REFERENCE.ticks) +
    0.006 * Math.log2(pairs / REFERENCE.pairs);
}

function spendAt(trial: Trial, examples: number): Spend {
  return {
    steps: Math.ceil(examples / 64),
    examples,
    seconds: examples * trial.flopsPerExample / 4e9,
    flops: 3 * trial.flopsPerExample * examples,
    joules: null,
  };
}

function syntheticCurve(trial: Trial, accuracy: number, draw: Generator): CurvePoint[] {
  const pace = trial.model === "ctm" ? 0.28 : 0.18;
  return Array.from({ length: POINTS }, (_, index) => {
    const progress = (index + 1) / POINTS;
    const learned = 1 - Math.exp(-progress / pace);
    const value = accuracy - (accuracy - 0.1) * (1 - learned) + 0.004 * draw.normal();
    return {
      spend: spendAt(trial, Math.round(progress * BUDGET)),
      progress,
      trainLoss: 2.3 * (1 - learned) + 0.3,
      validationLoss: 2.3 * (1 - learned) + 0.4,
      validationAccuracy: Math.round(1000 * value) / 1000,
      learningRate: 0.001 * (1 - progress),
      gradientNorm: 1 + draw.uniform(),
    };
  });
}

function completedOutcome(
  planned: PlannedRun,
  trial: Trial,
  result: { readonly accuracy: number; readonly curve: readonly CurvePoint[] },
): Outcome {
  const { ticks } = trial.cell;
  const perTick: TickMetrics[] = Array.from({ length: ticks }, (_, index) => {
    const missingPart = 0.35 * Math.exp(-index / 1.8) - 0.35 * Math.exp(-(ticks - 1) / 1.8);
    return {
      tick: index + 1,
      accuracy: Math.round(EXAMPLES * (result.accuracy - missingPart)) / EXAMPLES,
      loss: 0.5 + missingPart,
      certainty: 0.9 - missingPart,
    };
  });
  const counted = spendAt(trial, BUDGET);
  // Seconds are measured and so differ from seed to seed.
  const spend = {
    ...counted,
    seconds: counted.seconds * (1 + 0.06 * Math.sin(7 * planned.spec.seed)),
  };
  return {
    schema: 1,
    runId: planned.id,
    status: "completed",
    detail: "",
    spend,
    test: {
      accuracy: result.accuracy,
      solved: result.accuracy,
      chance: 1 / CLASSES,
      loss: 0.47,
      examples: EXAMPLES,
      meanTick: ticks === 1 ? 1 : 0.8 * ticks,
      perTick,
    },
    validation: { accuracy: result.curve.at(-1)?.validationAccuracy ?? 0, loss: 0.45 },
    parameters: trial.parameters,
    flopsPerExample: trial.flopsPerExample,
    seconds: {
      warmup: 0.8,
      training: spend.seconds,
      evaluation: 2.5,
      start: 0.6,
      data: 0.2,
      files: 0.3,
      total: spend.seconds + 5.1,
    },
    parametersSha256: planned.id.repeat(4),
  };
}

function divergedOutcome(planned: PlannedRun, trial: Trial): Outcome {
  const spend = spendAt(trial, 6000);
  return {
    schema: 1,
    runId: planned.id,
    status: "diverged",
    detail: "The training loss became NaN at step 94",
    spend,
    test: {
      accuracy: 1 / CLASSES,
      solved: 1 / CLASSES,
      chance: 1 / CLASSES,
      loss: null,
      examples: EXAMPLES,
      meanTick: 1,
      perTick: [],
    },
    validation: { accuracy: 1 / CLASSES, loss: null },
    parameters: trial.parameters,
    flopsPerExample: trial.flopsPerExample,
    seconds: {
      warmup: 0.8,
      training: spend.seconds,
      evaluation: 0.4,
      start: 0.6,
      data: 0.1,
      files: 0.1,
      total: spend.seconds + 2,
    },
    parametersSha256: planned.id.repeat(4),
  };
}

const ENVIRONMENT: Environment = {
  schema: 1,
  started: "2000-01-01T00:00:00.000Z",
  versions: { deno: "2.0.0", tfjs: "4.0.0" },
  code: "c".repeat(64),
  git: { commit: "a".repeat(40), dirty: false, patch: null },
  lockFile: "e".repeat(64),
  flags: { seeds: ["5"] },
  backend: {
    name: "wasm",
    device: "Synthetic processor",
    selfTest: 0.12,
    kernels: "fused (relaxed FMA)",
  },
  machine: {
    os: "linux",
    arch: "x86_64",
    cpu: "Synthetic processor",
    cores: 2,
    memoryGiB: 8,
    limits: { cores: null, memoryGiB: null },
  },
  dataSha256: "d".repeat(64),
  claim: null,
  notices: ["The energy meter could not be read"],
};

/** A ring on black as the image, attention wandering around it, neurons of different rhythms. */
function syntheticActivity(ticks: number, draw: Generator): Activity {
  const side = 28;
  const pixels = Array.from({ length: side * side }, (_, index) => {
    const distance = Math.hypot(index % side - 13.5, Math.floor(index / side) - 13.5);
    return Math.round(255 * Math.max(0, 1 - Math.abs(distance - 8) / 2));
  });
  const neurons = Array.from({ length: 128 }, () => ({
    frequency: 0.3 + 2.2 * draw.uniform(),
    phase: 2 * Math.PI * draw.uniform(),
    size: 0.3 + 0.7 * draw.uniform(),
  }));
  const overTicks = <T>(make: (tick: number) => T) =>
    Array.from({ length: ticks }, (_, t) => make(t));
  return {
    example: 7,
    label: 3,
    classNames: Array.from({ length: CLASSES }, (_, index) => `class ${index}`),
    image: { height: side, width: side, channels: 1, pixels },
    neurons: overTicks((tick) =>
      neurons.map(({ frequency, phase, size }) => size * Math.sin(frequency * tick + phase))
    ),
    attention: overTicks((tick) => {
      const angle = 2 * Math.PI * tick / ticks;
      const weights = Array.from({ length: 49 }, (_, token) => {
        const x = token % 7 - 3 - 2 * Math.sin(angle);
        const y = Math.floor(token / 7) - 3 + 2 * Math.cos(angle);
        return Math.exp(-(x * x + y * y) / 1.5);
      });
      const sum = weights.reduce((total, weight) => total + weight, 0);
      return weights.map((weight) => weight / sum);
    }),
    grid: [7, 7],
    perTick: overTicks((tick) => ({
      predicted: tick < ticks / 3 ? 5 : 3,
      confidence: 0.3 + 0.65 * tick / ticks,
      certainty: 0.2 + 0.7 * tick / ticks,
    })),
  };
}

function syntheticComparisons({ plan, runs, options }: {
  readonly plan: Plan;
  readonly runs: readonly RunRecord[];
  readonly options: SyntheticOptions;
}) {
  const draw = generator((options.seed ?? 1) + 1);
  const difficulty = Array.from({ length: EXAMPLES }, () => draw.normal());
  const side = (trial: number): ComparedSide => {
    const own = runs.filter((run) => run.trial === trial);
    const error = own.reduce((sum, run) => sum + 1 - run.outcome.validation.accuracy, 0);
    return {
      label: plan.trials[trial]!.label,
      runs: own.map(({ seed, outcome }) => ({
        seed,
        correct: easiest(difficulty.map((value) => value + 0.6 * draw.normal()), outcome),
        accuracy: outcome.test.accuracy,
        examples: EXAMPLES,
        exampleIds: "invented",
        diverged: outcome.status === "diverged",
      })),
      validationError: error / own.length,
    };
  };
  const finished = (role: Trial["role"]) =>
    plan.trials.flatMap((trial, index) =>
      trial.role === role && runs.some((run) => run.trial === index) ? [side(index)] : []
    );
  const baselines = finished("baseline");
  const [reference] = finished("reference");
  const inputs = reference === undefined ? [] : baselines.map((right): ComparisonInput => ({
    left: reference,
    right,
    dataset: plan.sweep.dataset.name,
    alpha: plan.sweep.alpha,
    comparisons: baselines.length,
    margin: plan.sweep.margin,
    chance: 1 / CLASSES,
    plannedSeeds: plan.sweep.seeds,
  }));
  const comparisons = inputs.map(comparePaired);
  return {
    comparisons,
    secondary: options.secondary === true
      ? inputs.map((input, index) => secondaryStatistics(input, comparisons[index]!))
      : [],
    exploratory: reference === undefined ? null : exploreCells({
      reference,
      cells: finished("sweep"),
      plannedSeeds: plan.sweep.seeds,
      chance: 1 / CLASSES,
      alpha: plan.sweep.alpha,
      scope: plan.sweep.scope,
    }),
  };
}

/** Marks as correct the examples of lowest score, as many as the outcome says. */
function easiest(scores: readonly number[], outcome: Outcome): Float64Array {
  const correct = new Float64Array(EXAMPLES);
  const order = scores.map((_, index) => index).sort((a, b) => scores[a]! - scores[b]!);
  const count = Math.round(outcome.test.accuracy * EXAMPLES);
  for (const index of order.slice(0, count)) correct[index] = 1;
  return correct;
}
