/** Nights without training: an executor that invents the runs of a suite, and a history to run them in. */
import { join } from "node:path";
import type { BenchServices } from "../../src/cli/bench.ts";
import type { Executor } from "../../src/execution/mod.ts";
import type { HistoryPage } from "../../src/nightly/history_page.ts";
import { nightly } from "../../src/nightly/nightly.ts";
import type { NightRecord } from "../../src/spec/night_record.ts";
import type { NightlyServices } from "../../src/nightly/nightly_services.ts";
import { runCommand } from "../../src/nightly/run_command.ts";
import { BenchError, type Job, type Predictions } from "../../src/spec/mod.ts";
import { accuracyOf } from "../../src/store/correct_examples.ts";
import { beginRun } from "../../src/store/run_writer.ts";
import { fakeCatalog, fakeData, type FakeShape } from "./fake_catalog.ts";
import {
  exampleCurvePoint,
  exampleEnvironment,
  exampleOutcome,
  exampleSweep,
} from "./study_fixture.ts";

const EXAMPLES = 500;

/** A number in [0, 1) that the three numbers determine. */
function draw(one: number, other: number, third: number): number {
  let mixed = Math.imul(one, 0x9e3779b1) ^ Math.imul(other, 0x85ebca6b) ^
    Math.imul(third, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}

/** Answers of a network that is right on 90 % of the examples, less `worse` of them. */
export function nightlyPredictions(
  { seed, worse = 0, code = 1 }: {
    readonly seed: number;
    readonly worse?: number;
    /** Other code trains other networks of the same quality. */
    readonly code?: number;
  },
): Predictions {
  const labels = Uint16Array.from({ length: EXAMPLES }, (_, index) => index % 10);
  const predicted = labels.map((label, index) => {
    const easy = 0.98 - 0.16 * draw(index, 7, 0);
    const right = draw(index, seed, code) < easy && draw(index, seed, 99) >= worse;
    return right ? label : (label + 1) % 10;
  });
  const fraction = Float32Array.from(
    { length: EXAMPLES },
    (_, index) => draw(index, seed, code + 50),
  );
  return {
    examples: EXAMPLES,
    ticks: 1,
    classes: 10,
    positions: 1,
    labels,
    predicted,
    readoutTick: new Uint16Array(EXAMPLES),
    confidence: fraction,
    certainty: fraction,
    logLoss: fraction,
    brier: fraction,
  };
}

/** How the runs of a night come out, by model; unset models train as ever. */
export interface NightBehaviour {
  readonly [model: string]:
    | { readonly worse: number; readonly code?: number }
    | "fail"
    | { readonly failSeed: number };
}

/** Carries out runs by inventing their files. */
export function inventingExecutor(behaviour: NightBehaviour): Executor {
  return {
    async *execute(jobs) {
      for (const job of jobs) {
        const how = behaviour[job.spec.model.name] ?? { worse: 0 };
        const fails = how === "fail" || ("failSeed" in how && how.failSeed === job.spec.seed);
        if (fails) {
          const result = { kind: "failed", code: 1, message: "the loss is not a number" } as const;
          yield { runId: job.runId, result, elsewhere: false };
          continue;
        }
        const accuracy = await inventRun(job, "worse" in how ? how : { worse: 0 });
        const result = { kind: "finished", status: "completed", testAccuracy: accuracy } as const;
        yield { runId: job.runId, result, elsewhere: false };
      }
    },
  };
}

async function inventRun(
  job: Job,
  { worse, code = 1 }: { readonly worse: number; readonly code?: number },
): Promise<number> {
  // Models of a seed differ too.
  const seed = 100 * job.spec.model.name.length + job.spec.seed;
  const predictions = nightlyPredictions({ seed, worse, code });
  const accuracy = accuracyOf(predictions);
  const writer = await beginRun(job.runsDirectory, job.runId);
  await writer.writeSpec(job.spec);
  await writer.writeEnvironment(exampleEnvironment());
  await writer.appendCurvePoint(exampleCurvePoint(1));
  await writer.writePredictions(predictions);
  const outcome = exampleOutcome(job.runId, accuracy, EXAMPLES);
  await writer.finish({
    ...outcome,
    test: {
      ...outcome.test,
      loss: 0.3 + 0.01 * draw(seed, code, 3) + worse * (1 + 0.2 * draw(seed, 5, 5)),
    },
    parametersSha256: `weights of ${seed} ${worse} ${code}`,
  });
  return accuracy;
}

/** What a night runs its study with, without a catalog of real models. */
function inventedStudy(
  { folder, behaviour, printed }: {
    readonly folder: string;
    readonly behaviour: NightBehaviour;
    readonly printed: string[];
  },
): BenchServices<FakeShape> {
  return {
    catalog: {
      ...fakeCatalog,
      presets: [{ name: "quick", description: "", sweep: exampleSweep({ margin: 0.04 }) }],
    },
    cacheDirectory: () => folder,
    prepareData: () => Promise.resolve(fakeData),
    chooseBackend: () => Promise.resolve({ name: "wasm", reason: "for this test" }),
    codeIdentity: () =>
      Promise.resolve({ code: "c", git: null, patch: null, lockFile: "l", notices: [] }),
    executor: inventingExecutor(behaviour),
    probe: () => Promise.reject(new Error("not used")),
    writeReport: () => Promise.resolve(),
    print: (line) => printed.push(line),
    write: () => undefined,
    columns: () => null,
    colour: false,
    now: () => performance.now(),
    cores: 2,
  };
}

/** A study that ends with `error` before it begins. */
export function failingStudy(folder: string, error: Error): BenchServices<FakeShape> {
  return {
    ...inventedStudy({ folder, behaviour: {}, printed: [] }),
    prepareData: () => Promise.reject(error),
  };
}

/** What one night did. */
export interface ObservedNight {
  /** Exit code. */
  readonly code: number;
  readonly message: string;
  readonly printed: readonly string[];
  /** The last line of the history. */
  readonly record: NightRecord;
  readonly page: HistoryPage | null;
}

/** A history in a temporary folder, and nights at 02:17 of one day after the other. */
export function nightlyFixture(folder: string) {
  const history = join(folder, "history");
  const config = join(folder, "suite.jsonc");
  let day = 0;
  const night = async (
    behaviour: NightBehaviour = {},
    args: readonly string[] = [],
    change: Partial<NightlyServices<FakeShape>> = {},
  ): Promise<ObservedNight> => {
    await Deno.writeTextFile(config, `{ "preset": "quick", "seeds": "1..5" }`);
    const printed: string[] = [];
    let page: HistoryPage | null = null;
    const date = new Date(Date.UTC(2026, 0, 1 + day++, 2, 17));
    const services: NightlyServices<FakeShape> = {
      study: inventedStudy({ folder, behaviour, printed }),
      today: () => date,
      unpackBaseline: () => Promise.resolve({ kind: "none", reason: "not in this test" }),
      probe: () => Promise.reject(new Error("not used")),
      runCommand,
      append: (path, text) => Deno.writeTextFile(path, text, { append: true }),
      summaryPath: () => join(folder, "summary.md"),
      writePage: (written) => {
        page = written;
        return Promise.resolve();
      },
      ...change,
    };
    const suite = args.includes("--no-run") ? [] : ["--config", config];
    const given = ["--history", history, ...suite, ...args];
    let failure: BenchError | null = null;
    try {
      await nightly(given, services, new AbortController().signal);
    } catch (error) {
      if (!(error instanceof BenchError)) throw error;
      failure = error;
    }
    return {
      code: failure?.code ?? 0,
      message: failure?.message ?? "",
      printed,
      record: await lastRecord(history),
      page,
    };
  };
  const study = (behaviour: NightBehaviour) => inventedStudy({ folder, behaviour, printed: [] });
  return { history, night, study };
}

async function lastRecord(history: string): Promise<NightRecord> {
  try {
    const text = await Deno.readTextFile(join(history, "history.jsonl"));
    return JSON.parse(text.trimEnd().split("\n").at(-1)!);
  } catch {
    // A test that needs the record of a night that has none fails where it looks.
    return {} as NightRecord;
  }
}
