import { bench } from "../../src/cli/bench.ts";
import { processPool } from "../../src/execution/mod.ts";
import { BenchError } from "../../src/spec/errors.ts";
import { fakeCatalog, fakeData } from "./fake_catalog.ts";
import { FAKE_WORKER } from "./fake_worker.ts";
import { exampleIdentity, exampleSweep } from "./study_fixture.ts";

/** What {@link fakeStudy} does otherwise. */
export interface FakeStudyOptions {
  /** Of the fake worker, by model and seed. Default: all runs succeed. */
  readonly behaviours?: { readonly [run: string]: string };
  readonly flags?: readonly string[];
  /** Of the code. Default `c`. */
  readonly code?: string;
}

/**
 * Makes a study of six runs in `out` with the fake catalog and the fake worker, without a report.
 *
 * @returns How it ended, `null` for well.
 */
export async function fakeStudy(
  out: string,
  { behaviours = {}, flags = [], code = "c" }: FakeStudyOptions = {},
): Promise<BenchError | null> {
  const sweep = exampleSweep({ schedule: { name: "cosine", options: { ...behaviours } } });
  try {
    await bench(["--out", out, "--quiet", ...flags], {
      catalog: { ...fakeCatalog, presets: [{ name: "quick", description: "", sweep }] },
      cacheDirectory: () => out,
      prepareData: () => Promise.resolve(fakeData),
      chooseBackend: () => Promise.resolve({ name: "wasm", reason: "for this test" }),
      codeIdentity: () => Promise.resolve(exampleIdentity(code)),
      executor: processPool(FAKE_WORKER),
      probe: () => Promise.reject(new Error("nothing is probed here")),
      writeReport: () => Promise.resolve(),
      print: () => undefined,
      write: () => undefined,
      columns: () => null,
      colour: false,
      now: () => performance.now(),
      cores: 2,
    }, new AbortController().signal);
    return null;
  } catch (error) {
    if (error instanceof BenchError) return error;
    throw error;
  }
}
