import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { join } from "node:path";
import { findPytorch } from "../../../src/perf/find_pytorch.ts";
import { perf } from "../../../src/perf/perf.ts";
import { perfRecordSchema } from "../../../src/perf/perf_record.ts";
import { BenchError, EXIT } from "../../../src/spec/errors.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

const pytorch = await findPytorch(null);

/** Runs the command; what it printed. */
async function run(...args: string[]): Promise<string[]> {
  const printed: string[] = [];
  await perf(args, {
    print: (line) => printed.push(line),
    tell: () => {},
    signal: new AbortController().signal,
  });
  return printed;
}

const QUICK = ["--case", "quick", "--model", "cnn", "--rounds", "1", "--steps", "2"];

Deno.test("perf times two engines on a case, prints their ratio and writes every sample", async () => {
  await inTemporaryFolder(async (folder) => {
    const out = join(folder, "perf", "today.json");
    const args = [...QUICK, "--engine", "composite,fused", "--out", out];
    const lines = await run(...args);
    assertMatch(lines[0]!, /^quick cnn: batch 32, 65,518 parameters$/);
    assertMatch(lines[2]!, /^ {2}fused +[\d.]+ +[\d.]+ +[\d.]+ +[\d.]+$/);
    assertMatch(lines[3]!, /^ {2}composite( +[\d.]+){3} +[\d.]+\.\.[\d.]+( +[\d.]+){3}$/);
    assertEquals(lines.at(-1), `wrote ${out}`);

    const text = await Deno.readTextFile(out);
    const record = perfRecordSchema.parse(JSON.parse(text));
    const [{ engines, ...work }] = record.results as [typeof record.results[number]];
    assertEquals([work.perfCase, work.model, work.parameters], ["quick", "cnn", 65_518]);
    for (const one of engines) {
      assertEquals(one.status === "measured" && one.rounds[0]!.cpuMilliseconds.length, 2);
    }
    const [fused] = engines;
    assertMatch(fused?.status === "measured" ? fused.kernels : "", /^fused \(/);
    const ratio = record.metrics["quick/cnn/composite/time_ratio"]!;
    assertStringIncludes(lines[3]!, ratio.toFixed(2));
    assertEquals(record.metrics["peak_gflops"], record.machine.peakFlops / 1e9);

    // A record is written once.
    const error = await assertRejects(() => run(...args), BenchError, "exists");
    assertEquals(error.code, EXIT.usage);
  });
});

Deno.test("perf --json prints the record, and nothing else", async () => {
  await inTemporaryFolder(async (folder) => {
    const out = join(folder, "record.json");
    const lines = await run(...QUICK, "--engine", "composite", "--json", "--out", out);
    assertEquals(lines.join("\n") + "\n", await Deno.readTextFile(out));
    perfRecordSchema.parse(JSON.parse(lines.join("\n")));
  });
});

Deno.test("perf --help names every case, engine and flag", async () => {
  const help = (await run("--help")).join("\n");
  for (const word of ["--scaling", "--python", "cifar10", "pytorch-compiled", "Exit codes"]) {
    assertStringIncludes(help, word);
  }
});

Deno.test("perf refuses what it cannot do before anything is timed", async () => {
  const python = await assertRejects(
    () => run("--engine", "pytorch", "--python", "/nowhere/python3"),
    BenchError,
    "/nowhere/python3",
  );
  assertEquals(python.code, EXIT.usage);
});

Deno.test({
  name: "perf ends with exit code 3 for an engine that is asked for and is not there",
  ignore: pytorch?.facts.compiles === true,
  fn: async () => {
    const error = await assertRejects(() => run("--engine", "pytorch-compiled"), BenchError);
    assertEquals(error.code, EXIT.environment);
    assertMatch(error.message, /^--engine pytorch-compiled: .+; install it, name another Python/);
  },
});

Deno.test("perf ends when it is interrupted", async () => {
  const interruption = new AbortController();
  await inTemporaryFolder(async (folder) => {
    const error = await assertRejects(
      () =>
        perf([...QUICK, "--engine", "composite", "--out", join(folder, "never.json")], {
          print: () => {},
          // The first engine is about to start.
          tell: () => interruption.abort(),
          signal: interruption.signal,
        }),
      BenchError,
      "interrupted",
    );
    assertEquals(error.code, EXIT.interrupted);
    assertEquals([...Deno.readDirSync(folder)], []);
  });
});
