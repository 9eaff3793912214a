import { join } from "node:path";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { readStudy } from "../../src/store/read_study.ts";
import { FAKE_DRIVER } from "../support/fake_driver.ts";
import { inTemporaryFolder } from "../support/temporary_folder.ts";

/** A study of 20 runs. */
const FLAGS = ["--models", "ctm,lstm", "--seeds", "10", "--jobs", "2"];

function driver(out: string, flags: readonly string[] = FLAGS): Deno.ChildProcess {
  const [program, ...args] = FAKE_DRIVER;
  return new Deno.Command(program, {
    args: [...args, "{}", "--out", out, ...flags],
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** What a driver ended and how, by the name of the run: `ctm seed 3`. */
async function ends(child: Deno.ChildProcess): Promise<ReadonlyMap<string, "own" | "other's">> {
  const { code, stderr } = await child.output();
  const text = new TextDecoder().decode(stderr);
  assertEquals(code, 0, text);
  const lines = [...text.matchAll(/^\[\d+\/\d+\] ([^:]+): test accuracy .*?, (.*)$/gm)];
  return new Map(
    lines.map(([, run, how]) => [run!, how === "by another command" ? "other's" : "own"]),
  );
}

Deno.test("two drivers on one folder share its runs: none is lost and none done twice", async () => {
  await inTemporaryFolder(async (folder) => {
    const out = join(folder, "study");
    const both = await Promise.all([driver(out), driver(out)].map(ends));
    const own = both.map((one) => [...one].flatMap(([run, how]) => how === "own" ? [run] : []));
    assertEquals(own.flat().length, 20, "every run was carried out, and by one driver");
    assertEquals(new Set(own.flat()).size, 20);
    assert(own.every((runs) => runs.length > 0), "both drivers had something to do");

    const study = await readStudy(out);
    assertEquals([study.runs.length, study.missing.length], [20, 0]);
    const left = (await Array.fromAsync(Deno.readDir(join(out, "runs")))).map((one) => one.name);
    assertEquals(left.sort(), study.plan.runs.map((run) => run.id).sort(), "and nothing else");
  });
});

Deno.test("the locks that a killed driver leaves are reclaimed", async () => {
  await inTemporaryFolder(async (folder) => {
    const out = join(folder, "study");
    const killed = driver(out);
    const locks = await stale(join(out, "runs"), killed);
    assert(locks.length > 0, "the killed driver held a lock");
    await Promise.all([driver(out), driver(out)].map(ends));
    const study = await readStudy(out);
    assertEquals([study.runs.length, study.missing.length], [20, 0]);
    const left = (await Array.fromAsync(Deno.readDir(join(out, "runs")))).map((one) => one.name);
    assertEquals(left.filter((name) => name.endsWith(".lock")), []);
  });
});

/** Kills `child` once it holds locks in `runs`, and returns the names of those that it left. */
async function stale(runs: string, child: Deno.ChildProcess): Promise<string[]> {
  const names = () => {
    try {
      return Array.from(Deno.readDirSync(runs), (entry) => entry.name);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  };
  const output = child.output();
  while (!names().some((name) => name.endsWith(".lock"))) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  child.kill("SIGKILL");
  await output;
  return names().filter((name) => name.endsWith(".lock"));
}

Deno.test("a second driver with other settings is refused while the first is at work", async () => {
  await inTemporaryFolder(async (folder) => {
    const out = join(folder, "study");
    const first = driver(out);
    const second = driver(out, ["--models", "ctm,cnn", "--seeds", "10"]);
    const [one, two] = await Promise.all([first.output(), second.output()]);
    const [refused, other] = one.code === 2 ? [one, two] : [two, one];
    assertEquals([refused.code, other.code], [2, 0]);
    assertStringIncludes(new TextDecoder().decode(refused.stderr), "with other settings");
  });
});
