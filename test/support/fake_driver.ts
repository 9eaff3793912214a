/**
 * `bench` as a program of its own, on the fake catalog and the fake worker: for tests with several
 * driver processes. Arguments: what the fake worker does, as JSON, then flags.
 */
import { bench } from "../../src/cli/bench.ts";
import { runTask } from "../../src/cli/main.ts";
import { codeIdentity, processPool } from "../../src/execution/mod.ts";
import { exampleSweep } from "./study_fixture.ts";
import { fakeCatalog, fakeData } from "./fake_catalog.ts";
import { FAKE_WORKER } from "./fake_worker.ts";

/** The command line that starts this driver. */
export const FAKE_DRIVER = [Deno.execPath(), "run", "-A", import.meta.url] as const;

if (import.meta.main) {
  const [behaviours, ...flags] = Deno.args;
  const sweep = exampleSweep({ schedule: { name: "cosine", options: JSON.parse(behaviours!) } });
  const pool = processPool(FAKE_WORKER);
  await runTask((signal) =>
    bench(flags, {
      catalog: { ...fakeCatalog, presets: [{ name: "quick", description: "", sweep }] },
      cacheDirectory: () => "cache",
      prepareData: () => Promise.resolve(fakeData),
      chooseBackend: () => Promise.resolve({ name: "wasm", reason: "for this test" }),
      codeIdentity: () => codeIdentity(),
      executor: pool,
      probe: () => Promise.reject(new Error("nothing is probed here")),
      writeReport: () => Promise.resolve(),
      print: console.log,
      write: (text) => void Deno.stderr.writeSync(new TextEncoder().encode(text)),
      columns: () => null,
      colour: false,
      now: () => performance.now(),
      cores: 2,
    }, signal)
  );
}
