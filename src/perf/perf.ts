import { dirname, join } from "node:path";
import { codeIdentity } from "../execution/mod.ts";
import { BenchError, EXIT, usageError } from "../spec/mod.ts";
import { exists, writeJson } from "../store/mod.ts";
import { CASES, scaledCases } from "./cases.ts";
import { type EngineName, ENGINES, isPytorch, stepProcess } from "./engines.ts";
import { findPytorch, missingEngine, type Pytorch } from "./find_pytorch.ts";
import { GOALS } from "./goals.ts";
import { measureWork } from "./measure_work.ts";
import { type PerfFlags, readPerfFlags, SCALED_ENGINES } from "./perf_flags.ts";
import { PERF_HELP } from "./perf_help.ts";
import type { PerfRecord, WorkResult } from "./perf_record.ts";
import { type MachineFacts, machineSchema } from "./requests.ts";
import { goalLines, resultLines, scalingLines } from "./result_text.ts";
import { runToEnd } from "./run_to_end.ts";
import { goalResults, lossDifferences, perfMetrics } from "./summary.ts";
import { writeScaling } from "./write_scaling.ts";

/** What `perf` needs from outside. */
export interface PerfServices {
  /** Receives a line for standard output. */
  readonly print: (line: string) => void;
  /** Receives a line for standard error: progress, and what is wrong with the measurement. */
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Most turns of each engine at a point of a curve: there are many points. */
const SCALED_ROUNDS = 3;

/** A PyTorch that multiplies matrices slower than this part of our peak lacks a fast BLAS. */
const SLOW_BLAS = 1 / 3;

/**
 * `deno task perf`.
 *
 * @throws {BenchError} With exit code 2 for a wrong command line, 3 for an engine that is asked for by
 * name and is not there, and, once the record is written, with 6 for engines that do not compute the
 * same and 4 for engines that failed.
 */
export async function perf(args: readonly string[], services: PerfServices): Promise<void> {
  const { print, tell, signal } = services;
  const flags = readPerfFlags(args);
  if (flags.help) return print(PERF_HELP);
  const started = new Date();
  const file = flags.out ?? join("results", "perf", `${timeName(started)}.json`);
  if (await exists(file)) {
    throw usageError(`--out ${file} exists; records are written once, give another name`);
  }
  const engines = flags.engines ?? ENGINES;
  const pytorch = engines.some(isPytorch) ? await findPytorch(flags.python) : null;
  requireNamed(flags, pytorch);
  const machine = await describeMachine(signal);
  const notices = noticesOf(engines, machine, pytorch);
  for (const notice of notices) tell(`notice: ${notice}`);

  const say = (lines: readonly string[]) => {
    if (!flags.json) { for (const line of lines) print(line); }
  };
  const options = { rounds: flags.rounds, steps: flags.steps, pytorch, signal };
  const results: WorkResult[] = [];
  for (const perfCase of CASES.filter(({ name }) => flags.cases.includes(name))) {
    for (const model of perfCase.models.filter(({ name }) => flags.models.includes(name))) {
      const onEngine = (engine: EngineName) =>
        tell(`preparing ${perfCase.name} ${model.name} ${engine}`);
      const result = await measureWork(perfCase, model, { ...options, engines, onEngine });
      results.push(result);
      say(resultLines(result, machine.peakFlops));
    }
  }
  const scaling = flags.scaling ? await measureScaling(flags, { ...options, tell }) : [];
  say(scalingLines({ scaling }));
  const goals = goalResults(results);
  say(goalLines(goals, GOALS));

  const { code, git } = await codeIdentity();
  const record: PerfRecord = {
    schema: 1,
    started: started.toISOString(),
    code,
    commit: git?.commit ?? null,
    dirty: git?.dirty ?? null,
    machine,
    pytorch: pytorch?.facts ?? null,
    rounds: flags.rounds,
    steps: flags.steps,
    notices,
    results,
    goals,
    scaling,
    metrics: perfMetrics({ results, scaling, machine }),
  };
  await Deno.mkdir(dirname(file), { recursive: true });
  await writeJson(file, record);
  if (flags.json) print(JSON.stringify(record, null, 2));
  const written = scaling.length === 0
    ? []
    : await writeScaling(scaling, file.replace(/\.json$/, ""));
  say([file, ...written].map((path) => `wrote ${path}`));
  requireSound([...results, ...scaling.map(({ result }) => result)]);
}

/** Each curve's points, one after the other. */
async function measureScaling(
  flags: PerfFlags,
  { tell, ...options }:
    & Pick<Parameters<typeof measureWork>[2], "steps" | "pytorch" | "signal">
    & Pick<PerfServices, "tell">,
): Promise<PerfRecord["scaling"]> {
  const engines = SCALED_ENGINES.filter((engine) => flags.engines?.includes(engine) ?? true);
  const points = [];
  for (const { quantity, value, perfCase } of scaledCases()) {
    tell(`measuring ${perfCase.name}`);
    const [ctm] = perfCase.models;
    const rounds = Math.min(SCALED_ROUNDS, flags.rounds);
    const result = await measureWork(perfCase, ctm!, { ...options, engines, rounds });
    points.push({ quantity, value, result });
  }
  return points;
}

/** @throws {BenchError} With exit code 3 for an engine that was named and is not on this machine. */
function requireNamed({ engines }: PerfFlags, pytorch: Pytorch | null): void {
  for (const engine of engines ?? []) {
    const reason = missingEngine(engine, pytorch);
    if (reason === null) continue;
    throw new BenchError(
      `--engine ${engine}: ${reason}; install it, name another Python with --python, or leave the engine out`,
      EXIT.environment,
    );
  }
}

async function describeMachine(signal: AbortSignal): Promise<MachineFacts> {
  return machineSchema.parse(JSON.parse(await runToEnd(stepProcess("describe"), signal)));
}

/** What a reader must know of a measurement on this machine. */
function noticesOf(
  engines: readonly EngineName[],
  { peakFlops }: MachineFacts,
  pytorch: Pytorch | null,
): string[] {
  const missing = engines.flatMap((engine) => {
    const reason = missingEngine(engine, pytorch);
    return reason === null ? [] : [`${engine} is left out: ${reason}`];
  });
  if (pytorch === null || pytorch.facts.matrixFlops >= SLOW_BLAS * peakFlops) return missing;
  const gigaflops = (flops: number) => `${(flops / 1e9).toFixed(1)} GFLOP/s`;
  return [
    ...missing,
    `PyTorch multiplies matrices at ${
      gigaflops(pytorch.facts.matrixFlops)
    } with ${pytorch.facts.blas}, our kernels reach ${
      gigaflops(peakFlops)
    }; it lacks a fast BLAS (libopenblas0 on Debian), and its times say nothing about PyTorch`,
  ];
}

/** @throws {BenchError} With exit code 6 for engines that do other work, with 4 for failed ones. */
function requireSound(results: readonly WorkResult[]): void {
  const differences = results.flatMap(lossDifferences);
  if (differences.length > 0) {
    throw new BenchError(
      `engines do not compute the same, so their times do not compare: ${differences.join("; ")}`,
      EXIT.unsound,
    );
  }
  const failed = results.flatMap(({ perfCase, model, engines }) =>
    engines.filter(({ status }) => status === "failed")
      .map(({ engine }) => `${engine} on ${perfCase} ${model}`)
  );
  if (failed.length > 0) {
    throw new BenchError(`not everything was measured: ${failed.join(", ")}`, EXIT.incomplete);
  }
}

/** A time in UTC as a part of a file name. */
function timeName(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, "Z").replaceAll(":", "-");
}
