import { join } from "node:path";
import { bench } from "../../src/cli/bench.ts";
import { challenge } from "../../src/cli/challenge/challenge.ts";
import type { ReportContent } from "../../src/cli/conclude.ts";
import { tune, type TuneServices } from "../../src/cli/tune/tune.ts";
import { BenchError, type RunSpec, type SearchSpace } from "../../src/spec/mod.ts";
import { fakeCatalog, fakeData, type FakeShape } from "./fake_catalog.ts";
import { inlineExecutor, learningRateOf, type Reached } from "./inline_executor.ts";
import { exampleIdentity, exampleSweep } from "./study_fixture.ts";

/** What one command did. */
export interface TuneObserved {
  readonly printed: string;
  readonly shown: string;
  readonly error: BenchError | null;
  readonly report: ReportContent | null;
  /** Specifications of the trials and of the runs that were carried out. */
  readonly trials: readonly RunSpec[];
  readonly runs: readonly RunSpec[];
}

/** The space that tests search: the learning rate alone. */
export const TEST_SPACE: SearchSpace = {
  name: "test",
  dimensions: [{ setting: "optimiser.learningRate", low: 1e-4, high: 1e-1, scale: "log" }],
};

/** What is invented in a test. */
export interface TuneSetUp {
  /** Default: {@link bowl} around 0.01, the same for all models. */
  readonly reach?: (spec: RunSpec) => Reached["accuracy"];
  readonly change?: Partial<TuneServices<FakeShape>>;
  readonly seeds?: readonly number[];
}

/** An accuracy that is highest at one learning rate and falls by `slope` for each factor of 10. */
export function bowl(spec: RunSpec, best = 0.01, { top = 0.9, slope = 0.1 } = {}): number {
  return top - slope * Math.abs(Math.log10(learningRateOf(spec) / best));
}

/** `tune`, `bench` and `challenge` in a folder, without processes and without training. */
export function tuneSetUp(
  folder: string,
  { reach = bowl, change, seeds = [1, 2] }: TuneSetUp = {},
) {
  const sweep = exampleSweep({ seeds: [...seeds], sweepSeeds: seeds.length });
  const catalog = { ...fakeCatalog, presets: [{ name: "quick", description: "", sweep }] };
  const out = (name: string) => join(folder, name);
  const call = async (
    command: (services: TuneServices<FakeShape>, signal: AbortSignal) => Promise<void>,
    stopAfter: number | null,
  ): Promise<TuneObserved> => {
    const printed: string[] = [];
    const reports: ReportContent[] = [];
    let shown = "";
    const controller = new AbortController();
    const stop = stopAfter === null ? null : { jobs: stopAfter, controller };
    const trialExecutor = inlineExecutor("tune", reach, stop);
    const executor = inlineExecutor("run", reach);
    const services: TuneServices<FakeShape> = {
      catalog,
      cacheDirectory: () => folder,
      prepareData: () => Promise.resolve(fakeData),
      chooseBackend: () => Promise.resolve({ name: "wasm", reason: "for this test" }),
      codeIdentity: () => Promise.resolve(exampleIdentity()),
      executor,
      trialExecutor,
      spaces: (models) => new Map(models.map((model) => [model, TEST_SPACE])),
      probe: () => Promise.reject(new Error("No probe in these tests")),
      writeReport: (content) => Promise.resolve(reports.push(content)),
      print: (line) => printed.push(line),
      write: (text) => shown += text,
      columns: () => null,
      colour: false,
      now: () => 0,
      cores: 2,
      ...change,
    };
    let error: BenchError | null = null;
    try {
      await command(services, controller.signal);
    } catch (thrown) {
      const interrupted = thrown instanceof DOMException;
      if (!(thrown instanceof BenchError) && !interrupted) throw thrown;
      error = thrown instanceof BenchError ? thrown : new BenchError("interrupted", 130);
    }
    return {
      printed: printed.join("\n"),
      shown,
      error,
      report: reports.at(-1) ?? null,
      trials: trialExecutor.done.map(({ spec }) => spec),
      runs: executor.done.map(({ spec }) => spec),
    };
  };
  return {
    out,
    tune: (args: readonly string[] = [], stopAfter: number | null = null) =>
      call(
        (services, signal) => tune(["--out", out("search"), ...args], services, signal),
        stopAfter,
      ),
    bench: (args: readonly string[] = []) =>
      call((services, signal) => bench(["--out", out("study"), ...args], services, signal), null),
    challenge: (args: readonly string[]) =>
      call((services, signal) => challenge([out("study"), ...args], services, signal), null),
  };
}
