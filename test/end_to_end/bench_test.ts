import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import type { CurvePoint, Outcome, Plan } from "../../src/spec/mod.ts";

const SCRIPT = new URL("../../tasks/bench.ts", import.meta.url).pathname;
const EXPORT = new URL("../../tasks/export.ts", import.meta.url).pathname;

/** A study of seconds on the real MNIST: six runs of three steps. */
const MATCHED = [
  ...["--budget", "steps=3", "--batch-size", "8", "--seeds", "2", "--ticks", "1,2"],
  ...["--sync", "4", "--neurons", "16", "--backend", "wasm", "--jobs", "2"],
];
const TINY = [...MATCHED, "--match", "none"];

interface Result {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

function command(
  args: readonly string[],
  cache: string,
  output: "piped" | "null" = "piped",
): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", SCRIPT, ...args],
    env: { CTM_BENCH_CACHE: cache, NO_COLOR: "1" },
    stdin: "null",
    stdout: output,
    stderr: output,
  });
}

async function bench(args: readonly string[], cache: string): Promise<Result> {
  const { code, stdout, stderr } = await command(args, cache).output();
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  return { code, output: decode(stdout), errors: decode(stderr) };
}

async function inTemporaryFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

const readJson = async <T>(...parts: string[]): Promise<T> =>
  JSON.parse(await Deno.readTextFile(join(...parts)));

/** What of a run must not differ between two processes: everything but times. */
async function deterministicPart(study: string, id: string): Promise<unknown> {
  const { seconds: _, spend, ...outcome } = await readJson<Outcome>(
    study,
    "runs",
    id,
    "outcome.json",
  );
  const curve = (await Deno.readTextFile(join(study, "runs", id, "curve.jsonl")))
    .trim().split("\n").map((line) => {
      const point: CurvePoint = JSON.parse(line);
      return { ...point, spend: { ...point.spend, seconds: 0 } };
    });
  const predictions = await readJson(study, "runs", id, "predictions.json");
  return { outcome, spend: { ...spend, seconds: 0 }, curve, predictions };
}

Deno.test("bench on real MNIST: report, resume after kill -9, bit-identical repetition", async () => {
  await inTemporaryFolder(async (folder) => {
    const cache = join(folder, "cache");
    const study = join(folder, "study");
    const flags = [...TINY, "--out", study];

    // Killed without warning once the first run is finished.
    const killed = command(flags, cache, "null").spawn();
    await firstFinishedRun(study);
    killed.kill("SIGKILL");
    await killed.status;
    const plan = await readJson<Plan>(study, "plan.json");
    assertEquals(plan.trials.map((trial) => trial.label), [
      "ctm ticks=2",
      "lstm",
      "cnn",
      "ctm ticks=1",
    ]);
    const first = await firstFinishedRun(study);
    const finishedBefore = await Deno.stat(join(study, "runs", first, "outcome.json"));

    const continued = await bench(flags, cache);
    assertEquals(continued.code, 0, continued.errors);
    assertStringIncludes(continued.output, "report.html");
    // Two seeds can never carry a verdict.
    assertStringIncludes(continued.output, "inconclusive");
    const finishedAfter = await Deno.stat(join(study, "runs", first, "outcome.json"));
    assertEquals(finishedAfter.mtime, finishedBefore.mtime, "the finished run was repeated");
    for (const { id } of plan.runs) await Deno.stat(join(study, "runs", id, "outcome.json"));
    for (
      const file of [
        "report.md",
        "report.json",
        "tables/runs.csv",
        "tables/runs.arrow",
        "tables/comparisons.md",
        "charts/forest.png",
        "charts/forest.svg",
        "charts/forest.vl.json",
      ]
    ) {
      assert((await Deno.stat(join(study, file))).size > 0, file);
    }

    const reportedBefore = await Deno.stat(join(study, "report.html"));
    const again = await bench(flags, cache);
    assertEquals(again.code, 0, again.errors);
    assertEquals(again.output, continued.output, "a finished study says the same again");
    const reportedAfter = await Deno.stat(join(study, "report.html"));
    assertEquals(reportedAfter.mtime, reportedBefore.mtime, "nothing changed in what it reports");

    // Another folder, other processes: the same numbers, bit by bit.
    const other = join(folder, "other");
    assertEquals((await bench([...TINY, "--out", other], cache)).code, 0);
    for (const { id } of plan.runs) {
      assertEquals(await deterministicPart(other, id), await deterministicPart(study, id));
    }
  });
});

/** Waits for a finished run and returns its id. */
async function firstFinishedRun(study: string): Promise<string> {
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    try {
      for await (const entry of Deno.readDir(join(study, "runs"))) {
        if (entry.isDirectory && !entry.name.includes(".partial")) return entry.name;
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("no run finished within two minutes");
}

Deno.test("bad input is one line with what to do, and exit code 2", async () => {
  await inTemporaryFolder(async (folder) => {
    for (
      const [args, message] of [
        [["--tikcs", "3"], "--ticks"],
        [["--models", "cnn", "--sync", "16"], "--sync applies to none"],
        [["--budget", "epochs=3"], "examples=N"],
        [["mnist"], "mnist"],
        [["--seeds", "0"], "--seeds 0"],
        [["--dataset", "cifar100"], "--data-dir"],
        [["--dataset", "mnist", "--data-dir", join(folder, "nothing")], "nothing"],
        [["--ticks", "1,2", "--out", folder, "--config", join(folder, "none.jsonc")], "none.jsonc"],
      ] as const
    ) {
      const { code, errors } = await bench([...args], join(folder, "cache"));
      assertEquals(code, 2, `${args.join(" ")}: ${errors}`);
      const lines = errors.trim().split("\n");
      assertEquals(lines.length, 1, errors);
      assertStringIncludes(lines[0]!, message);
      assert(!errors.includes(" at "), "no stack trace");
    }
  });
});

Deno.test("a dry run prints plan and cost, and trains nothing", async () => {
  await inTemporaryFolder(async (folder) => {
    const study = join(folder, "study");
    const flags = [...MATCHED, "--out", study, "--dry-run"];
    const { code, output, errors } = await bench(flags, join(folder, "cache"));
    assertEquals(code, 0, errors);
    for (const text of ["ctm ticks=2", "lstm", "cnn", "parameters", "reference"]) {
      assertStringIncludes(output + errors, text);
    }
    const left = [];
    try {
      for await (const entry of Deno.readDir(join(study, "runs"))) left.push(entry.name);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
    assertEquals(left, []);
  });
});

/** The smallest study of each problem whose examples are made or asked about. */
const PROBLEM_STUDIES: readonly (readonly string[])[] = [
  ["parity", "--option", "data.length=5"],
  ["mazes", "--option", "data.routeLength=4"],
  ["sorting", "--option", "data.length=2"],
  ["qamnist"],
];

for (const [problem = "", ...more] of PROBLEM_STUDIES) {
  Deno.test(`bench --problem ${problem}: trains every model that can learn it, and reports`, () =>
    inTemporaryFolder(async (folder) => {
      const study = join(folder, "study");
      const result = await bench([
        ...["--problem", problem, ...more, "--ticks", "2", "--neurons", "16", "--sync", "4"],
        ...["--match", "none", "--budget", "steps=2", "--batch-size", "4", "--seeds", "1"],
        ...["--backend", "wasm", "--out", study],
      ], join(folder, "cache"));
      assertEquals(result.code, 0, result.errors);
      const plan = await readJson<Plan>(study, "plan.json");
      for (const { id, spec } of plan.runs) {
        const { status, test } = await readJson<Outcome>(study, "runs", id, "outcome.json");
        assertEquals([status, test.examples], ["completed", spec.evaluation.testExamples]);
        assert(test.solved <= test.accuracy, "an example is solved if all its answers are right");
      }
      const report = await Deno.readTextFile(join(study, "report.md"));
      assertStringIncludes(report, problem);
      // The weights of the run go out under the authors' names.
      const out = join(folder, "weights.safetensors");
      const exported = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-A", EXPORT, join(study, "runs", plan.runs[0]!.id), "--out", out],
        stdin: "null",
      }).output();
      assertEquals(exported.code, 0, new TextDecoder().decode(exported.stderr));
      assert((await Deno.stat(out)).size > 1000);
    }));
}
