import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { join } from "node:path";
import { prepareData } from "../../../datasets/mod.ts";
import { BenchError, EXIT, type ExitCode, type Job, type Outcome } from "../../../src/spec/mod.ts";
import { readRun, readTrial } from "../../../src/store/mod.ts";
import { runJob } from "../../../src/worker/run_job.ts";
import { tuneJob } from "../../../src/worker/tune_job.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";
import { onEachBackend, partsOf, type TestBackend } from "../../support/backends.ts";
import { replicatedRun } from "../../support/replicated_run.ts";
import { tinyJob, type TinyRun } from "../../support/tiny_job.ts";

const cacheDirectory = await Deno.makeTempDir();
globalThis.addEventListener("unload", () => Deno.removeSync(cacheDirectory, { recursive: true }));
await prepareData({ name: "mnist", options: {} }, {
  dataDirectory: null,
  cacheDirectory,
  log: () => {},
});

type Run = Omit<TinyRun, "backend" | "kernels" | "budget">;

const PARITY: Omit<Run, "model"> = {
  problem: "parity",
  dataset: "parity",
  datasetOptions: { length: 5 },
  modelOptions: { backbone: { kind: "parity", width: 4 } },
};

/** A run of 20 steps, each followed by a comparison of the replicas. */
function jobOf(run: Run, backend: TestBackend, folder: string): Promise<Job> {
  const budget = { kind: "steps", steps: 20 } as const;
  const folders = { cacheDirectory, runsDirectory: folder };
  return tinyJob({ ...run, ...partsOf(backend), budget, points: 20 }, folders);
}

async function outcomeOf(job: Job): Promise<Outcome> {
  await runJob(job, () => {});
  return (await readRun(join(job.runsDirectory, job.runId)))!.outcome;
}

const SPLITTING: readonly TestBackend[] = ["cpu", "wasm"];

interface Case extends Run {
  readonly name: string;
  /** Default: both that have replicas. */
  readonly backends?: readonly TestBackend[];
}

const CASES: readonly Case[] = [
  {
    name: "a CTM with dropout, clipped by the norm",
    model: "ctm",
    ...PARITY,
    optimiserOptions: { clipNorm: 0.1, weightDecay: 0.01 },
  },
  {
    name: "an LSTM with dropout on moved images, clipped by quantiles",
    model: "lstm",
    problem: "classification",
    dataset: "mnist",
    datasetOptions: { augmentation: "shift-flip" },
    optimiserOptions: { clipQuantile: 0.5, clipHistory: 7 },
  },
  {
    name: "a CNN with dropout and running statistics on images varied by AutoAugment",
    model: "cnn",
    problem: "classification",
    dataset: "mnist",
    datasetOptions: { augmentation: "auto-augment" },
    modelOptions: { head: "feed-forward" },
    optimiserOptions: { clipQuantile: 0.5, clipHistory: 7 },
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
    modelOptions: { backbone: { kind: "mnist", width: 4 }, ticks: 1 },
    optimiserOptions: { clipQuantile: 0.5 },
    backends: ["wasm"],
  },
];

for (const { name, backends = SPLITTING, ...run } of CASES) {
  onEachBackend(`${name}: replicas are bit-equal after each of 20 steps`, async (backend) => {
    await inTemporaryFolder(async (folder) => {
      for (const dataParallel of [2, 4]) {
        const job = await jobOf({ ...run, dataParallel }, backend, folder);
        // A trial, as the whole test split of images would take most of the time.
        await tuneJob(job, () => {});
        const { status, spend } = (await readTrial(join(folder, job.runId)))!;
        assertEquals([status, spend.steps, spend.examples], ["completed", 20, 80]);
        await Deno.remove(join(folder, job.runId), { recursive: true });
      }
    });
  }, backends);
}

onEachBackend("replicas learn what one model would from the whole batches", async (backend) => {
  await inTemporaryFolder(async (folder) => {
    const run = {
      ...PARITY,
      model: "ctm",
      modelOptions: { ...PARITY.modelOptions, dropout: 0 },
    } as const;
    const curves = [];
    for (const dataParallel of [undefined, 4]) {
      const job = await jobOf({ ...run, dataParallel }, backend, folder);
      const { seconds } = await outcomeOf({ ...job, runId: `${dataParallel}` });
      if (dataParallel === undefined) assertEquals(seconds.exchange, undefined);
      else assert(seconds.exchange! > 0 && seconds.exchange! < seconds.training + seconds.warmup);
      curves.push((await readRun(join(folder, `${dataParallel}`)))!.curve);
    }
    const [alone, together] = curves;
    for (const [point, expected] of alone!.entries()) {
      const found = together![point]!;
      assertAlmostEquals(found.trainLoss, expected.trainLoss, 1e-5);
      assertAlmostEquals(found.gradientNorm, expected.gradientNorm, 1e-5);
      assertAlmostEquals(found.validationLoss, expected.validationLoss, 1e-5);
    }
  });
}, ["cpu", "wasm"]);

onEachBackend(
  "a budget in seconds is the leader's, and divergence ends all replicas",
  async (backend) => {
    await inTemporaryFolder(async (folder) => {
      const job = await jobOf({ ...PARITY, model: "lstm", dataParallel: 2 }, backend, folder);
      const budget = { kind: "seconds", seconds: 0.3 } as const;
      const timed = { ...job, runId: "timed", spec: { ...job.spec, budget } };
      const { status, spend } = await outcomeOf(timed);
      assertEquals([status, spend.examples], ["completed", 4 * spend.steps]);
      assert(spend.seconds >= 0.3);

      const optimiserOptions = { learningRate: 1e38 };
      const wild = await jobOf(
        { ...PARITY, model: "lstm", dataParallel: 2, optimiserOptions },
        backend,
        folder,
      );
      assertEquals((await outcomeOf(wild)).status, "diverged");
    });
  },
  ["wasm"],
);

const FAILURES: readonly {
  readonly how: string;
  readonly code: ExitCode;
  readonly says: string;
}[] = [
  { how: "open", code: EXIT.environment, says: "replica 2 of 2: this thread is unfit" },
  { how: "step", code: EXIT.environment, says: "replica 2 of 2: this thread is unfit" },
  { how: "uncaught", code: EXIT.internal, says: "nobody expected this" },
  { how: "unequal", code: EXIT.internal, says: "after step 3 replica 2 of 2 has other parameters" },
];

Deno.test("a process whose run has ended or failed has no thread that keeps it", async () => {
  const script = new URL("../../support/replicated_run.ts", import.meta.url).pathname;
  for (const how of ["sound", "step", "unequal"]) {
    const { code, stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-check", script, how],
      stdout: "piped",
      stderr: "null",
      signal: AbortSignal.timeout(60_000),
    }).output();
    const expected = FAILURES.find((failure) => failure.how === how)?.says ?? "completed";
    assertEquals(code, 0, how);
    assertStringIncludes(new TextDecoder().decode(stdout), expected);
  }
});

for (const { how, code, says } of FAILURES) {
  Deno.test(`a follower that fails ends the run, with its reason and exit code: ${how}`, async () => {
    await inTemporaryFolder(async (folder) => {
      const error = await assertRejects(() => replicatedRun(how, folder), BenchError, says);
      assertEquals(error.code, code);
    });
  });
}
