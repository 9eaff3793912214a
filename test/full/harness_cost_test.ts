/**
 * What a study costs besides its steps: measured and printed, never judged, as a busy machine would
 * decide. The figures mean something where nothing else is at work:
 * `deno test -A test/full/harness_cost_test.ts`.
 */
import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { bench } from "../../src/cli/bench.ts";
import { services } from "../../src/cli/services.ts";
import type { ExecuteOptions, Executor } from "../../src/execution/mod.ts";
import type { Job } from "../../src/spec/mod.ts";
import { readStudy } from "../../src/store/mod.ts";
import { inTemporaryFolder } from "../support/temporary_folder.ts";

/** Four runs of a hundred steps, of the default preset: a reference and three exploratory cells. */
const FOUR_RUNS = ["--models", "ctm", "--seeds", "1", "--budget", "steps=100", "--quiet"];

/** Times each number of processes is measured, in turn. */
const ROUNDS = 2;

Deno.test("four runs end alike in one process at a time and in two; the ratio is printed", () =>
  inTemporaryFolder(async (folder) => {
    const seconds: Record<number, number[]> = { 1: [], 2: [] };
    const results: string[][] = [];
    for (let round = 0; round < ROUNDS; round++) {
      for (const jobs of [1, 2]) {
        const out = join(folder, `${round}-${jobs}`);
        const { executor, elapsed } = timed(services().executor);
        await bench([...FOUR_RUNS, "--jobs", String(jobs), "--out", out], {
          ...services(),
          executor,
          writeReport: () => Promise.resolve(),
          print: () => undefined,
        }, new AbortController().signal);
        seconds[jobs]!.push(elapsed());
        results.push(
          (await readStudy(out)).runs.map(({ outcome }) => outcome.parametersSha256),
        );
      }
    }
    for (const result of results) assertEquals(result, results[0]);
    const [one, two] = [median(seconds[1]!), median(seconds[2]!)];
    console.log(
      `four runs: ${one.toFixed(2)} s with --jobs 1, ${two.toFixed(2)} s with --jobs 2: ` +
        `${(one / two).toFixed(2)} times faster, ${navigator.hardwareConcurrency} cores`,
    );
  }));

/** The same executor, with the seconds that its runs took. */
function timed(
  executor: Executor,
): { readonly executor: Executor; readonly elapsed: () => number } {
  let milliseconds = 0;
  return {
    executor: {
      async *execute(jobs: readonly Job[], options: ExecuteOptions) {
        const begin = performance.now();
        yield* executor.execute(jobs, options);
        milliseconds += performance.now() - begin;
      },
    },
    elapsed: () => milliseconds / 1000,
  };
}

Deno.test("a study begins to train, and one that is finished says so again; the times are printed", () =>
  inTemporaryFolder(async (folder) => {
    const command = (out: string) =>
      new Deno.Command(Deno.execPath(), {
        args: ["task", "bench", ...FOUR_RUNS, "--jobs", "1", "--out", out],
        cwd: new URL("../../", import.meta.url),
        env: { NO_COLOR: "1" },
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
      }).output();
    const toFirstStep: number[] = [];
    const again: number[] = [];
    const parts: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const out = join(folder, String(round));
      const begin = Date.now();
      const first = await command(out);
      assertEquals(first.code, 0, new TextDecoder().decode(first.stderr));
      const { runs } = await readStudy(out);
      const began = runs.map(({ environment, outcome: { seconds } }) => ({
        at: new Date(environment.started).getTime() + 1000 * (seconds.start! + seconds.data!),
        seconds,
      })).sort((a, b) => a.at - b.at)[0]!;
      toFirstStep.push((began.at - begin) / 1000);
      parts.push(
        Object.entries(began.seconds).map(([name, value]) => `${name} ${value!.toFixed(2)}`)
          .join(", "),
      );
      const rerun = Date.now();
      const second = await command(out);
      again.push((Date.now() - rerun) / 1000);
      assertEquals(second.stdout, first.stdout);
    }
    console.log(`from the command line to the first step: ${toFirstStep.join(" s, ")} s`);
    console.log(`the first runs, in seconds: ${parts.join("; ")}`);
    console.log(`a finished study again: ${again.join(" s, ")} s`);
  }));

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle) - 1]!) / 2;
}
