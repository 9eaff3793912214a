import { dirname, join } from "node:path";
import { codeIdentity } from "../execution/mod.ts";
import { usageError } from "../spec/mod.ts";
import { exists, writeJson } from "../store/mod.ts";
import { CASES } from "./cases.ts";
import { scaledCases } from "./scaled_cases.ts";
import { type EngineName, ENGINES, isPytorch, stepProcess } from "./engines.ts";
import { findPytorch } from "./find_pytorch.ts";
import { GOALS } from "./goals.ts";
import { measureWork } from "./measure_work.ts";
import { noticesOf, requireNamed } from "./notices.ts";
import { type PerfFlags, readPerfFlags, SCALED_ENGINES } from "./perf_flags.ts";
import { PERF_HELP } from "./perf_help.ts";
import type { PerfRecord, WorkResult } from "./perf_record.ts";
import { requireSound } from "./require_sound.ts";
import { type MachineFacts, machineSchema } from "./requests.ts";
import { goalLines, resultLines, scalingLines } from "./result_text.ts";
import { runToEnd } from "./run_to_end.ts";
import { goalResults, perfMetrics } from "./summary.ts";
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
  const engines = flags.engines ?? (flags.cases.length > 0 ? ENGINES : SCALED_ENGINES);
  const pytorch = engines.some(isPytorch) ? await findPytorch(flags.python) : null;
  requireNamed(flags.engines ?? [], pytorch);
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

async function describeMachine(signal: AbortSignal): Promise<MachineFacts> {
  return machineSchema.parse(JSON.parse(await runToEnd(stepProcess("describe"), signal)));
}

/** A time in UTC as a part of a file name. */
function timeName(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, "Z").replaceAll(":", "-");
}
