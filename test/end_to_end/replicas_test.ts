import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import type { Outcome, Plan, RunSpec } from "../../src/spec/mod.ts";
import { inTemporaryFolder } from "../support/temporary_folder.ts";

const SCRIPT = new URL("../../tasks/bench.ts", import.meta.url).pathname;

/** A study of seconds: one run of four steps. */
const TINY = [
  ...["--preset", "parity", "--models", "lstm", "--budget", "steps=4", "--batch-size", "8"],
  ...["--seeds", "1", "--ticks", "2", "--option", "lstm.width=4", "--backend", "wasm"],
];

async function bench(
  folder: string,
  args: readonly string[],
): Promise<{ readonly code: number; readonly errors: string }> {
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--no-prompt", "-P=driver", SCRIPT, ...args],
    cwd: new URL("../../", import.meta.url),
    env: { CTM_BENCH_CACHE: join(folder, "cache"), NO_COLOR: "1" },
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  return { code, errors: new TextDecoder().decode(stderr) };
}

const readJson = async <T>(...parts: string[]): Promise<T> =>
  JSON.parse(await Deno.readTextFile(join(...parts)));

Deno.test("bench --data-parallel splits the batches of a run in the worker's own permissions", () =>
  inTemporaryFolder(async (folder) => {
    const study = join(folder, "study");
    const { code, errors } = await bench(folder, [...TINY, "--data-parallel", "2", "--out", study]);
    assertEquals(code, 0, errors);
    assertStringIncludes(
      errors,
      "batches of 8, shared by 2 replicas that normalise 4 examples each",
    );
    assertMatch(errors, /cores +2 of \d+: 1 run at a time with 2 replicas each/);
    const { runs: [run] } = await readJson<Plan>(study, "plan.json");
    const spec = await readJson<RunSpec>(study, "runs", run!.id, "spec.json");
    assertEquals([spec.dataParallel, spec.batchSize], [2, 8]);
    const outcome = await readJson<Outcome>(study, "runs", run!.id, "outcome.json");
    assertEquals([outcome.status, outcome.spend.steps, outcome.spend.examples], [
      "completed",
      4,
      32,
    ]);
    assert(outcome.seconds.exchange! > 0);
  }));

Deno.test("batches that cannot be split are refused in one line, before anything is written", () =>
  inTemporaryFolder(async (folder) => {
    const study = join(folder, "study");
    const { code, errors } = await bench(folder, [...TINY, "--data-parallel", "3", "--out", study]);
    assertEquals(code, 2);
    assertEquals(
      errors,
      "error: --data-parallel 3: batches of 8 cannot be split into 3 equal parts; give a divisor of 8, or change --batch-size\n",
    );
    assertEquals((await Array.fromAsync(Deno.readDir(folder))).length, 0);
  }));
