import { assert, assertEquals } from "@std/assert";
import { join } from "node:path";
import { agreementOf } from "../../src/cli/repeat/agreement.ts";
import { compareRuns } from "../../src/cli/repeat/compare_runs.ts";
import { type Random, randomFromSeed } from "../../src/random/mod.ts";
import type { Job } from "../../src/spec/mod.ts";
import { tinyJob } from "./tiny_job.ts";

const DRIVER = new URL("sweep_driver.ts", import.meta.url).pathname;

/** Options of {@link killSweep}. */
export interface KilledSweep {
  readonly folder: string;
  readonly kills: number;
  /** Seeds of each model. */
  readonly seeds: number;
  /** Steps of each run. */
  readonly steps: number;
  /** Of the moments of the kills. */
  readonly seed: number;
}

/**
 * Carries out a sweep of tiny runs once undisturbed, and again and again with driver and workers
 * killed at random moments, as often as asked for. Fails if a finished result is lost or changes, or
 * if one differs from the undisturbed one in anything but times.
 *
 * @returns How many kills left a checkpoint to go on from.
 */
export async function killSweep(
  { folder, kills, seeds, steps, seed }: KilledSweep,
): Promise<number> {
  const random = randomFromSeed(seed).split("moments");
  const undisturbed = join(folder, "undisturbed");
  const jobs = await sweep(undisturbed, seeds, steps);
  const start = performance.now();
  assertEquals(await carryOut(folder, jobs, null), "finished");
  const milliseconds = performance.now() - start;
  let killed = 0;
  let interrupted = 0;
  for (let round = 1; killed < kills; round++) {
    const disturbed = join(folder, `disturbed-${round}`);
    const own = await sweep(disturbed, seeds, steps);
    let known = new Map<string, string>();
    for (let end: "killed" | "finished" = "killed"; end === "killed";) {
      const delay = killed < kills ? moment(random, milliseconds / kills) : null;
      end = await carryOut(folder, own, delay);
      if (end === "killed") {
        killed++;
        if ((await leftovers(disturbed)).some((name) => name.endsWith(".checkpoint"))) {
          interrupted++;
        }
      }
      known = await requireKept(disturbed, known);
    }
    assertEquals(known.size, jobs.length, "every run has one result");
    for (const { runId } of jobs) {
      const pair = { stored: join(undisturbed, runId), repeated: join(disturbed, runId) };
      assertEquals(
        await compareRuns(pair, agreementOf("wasm", { sameKernels: true })),
        null,
        runId,
      );
    }
    assertEquals(await leftovers(disturbed), [], "what is not a result is gone");
  }
  console.log(`killed ${killed} times, ${interrupted} with a checkpoint (moments of seed ${seed})`);
  return interrupted;
}

/** Milliseconds until a kill: late enough for some to meet a run at work, early enough for many. */
function moment(random: Random, spacing: number): number {
  return 300 + random.uniform() * Math.max(4000, 2 * spacing);
}

async function sweep(runsDirectory: string, seeds: number, steps: number): Promise<Job[]> {
  const cacheDirectory = runsDirectory;
  const jobs: Job[] = [];
  for (const model of ["ctm", "lstm", "cnn"] as const) {
    for (let seed = 1; seed <= seeds; seed++) {
      const job = await tinyJob({
        model,
        problem: "parity",
        dataset: "parity",
        datasetOptions: { length: 5 },
        modelOptions: model === "cnn"
          ? { backbone: { kind: "parity", width: 4 }, head: "feed-forward" }
          : { backbone: { kind: "parity", width: 4 } },
        backend: "wasm",
        budget: { kind: "steps", steps },
        points: 4,
        seed,
      }, { cacheDirectory, runsDirectory });
      // Every read of the losses is a checkpoint, so that many kills find one.
      jobs.push({ ...job, checkpointSeconds: 0 });
    }
  }
  return jobs;
}

/** Starts a driver on the jobs; `delay` milliseconds later it and its workers are killed. */
async function carryOut(
  folder: string,
  jobs: readonly Job[],
  delay: number | null,
): Promise<"finished" | "killed"> {
  const file = join(folder, "jobs.json");
  await Deno.writeTextFile(file, JSON.stringify(jobs));
  // A session of its own makes the driver and its workers one group.
  const child = new Deno.Command("setsid", {
    args: [Deno.execPath(), "run", "-A", "--no-check", DRIVER, file, "2"],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).spawn();
  const timer = delay === null ? undefined : setTimeout(() => {
    new Deno.Command("kill", { args: ["-9", "--", `-${child.pid}`], stderr: "null" }).outputSync();
  }, delay);
  const { code, signal, stderr } = await child.output();
  clearTimeout(timer);
  if (signal === "SIGKILL") return "killed";
  assertEquals(code, 0, new TextDecoder().decode(stderr));
  return "finished";
}

/** The finished runs with the identity of their outcome; all of `known` have to be among them. */
async function requireKept(
  runsDirectory: string,
  known: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const name of await namesIn(runsDirectory)) {
    if (name.includes(".")) continue;
    const { ino, mtime } = await Deno.stat(join(runsDirectory, name, "outcome.json"));
    found.set(name, `${ino} ${mtime?.getTime()}`);
  }
  for (const [name, identity] of known) {
    assert(found.get(name) === identity, `the result of ${name} is lost or was made again`);
  }
  return found;
}

/** What is in the folder of runs besides finished ones. */
async function leftovers(runsDirectory: string): Promise<string[]> {
  return (await namesIn(runsDirectory)).filter((name) => name.includes("."));
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
