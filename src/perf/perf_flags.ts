import { readCommandLine } from "../cli/command_line.ts";
import { parseCount } from "../cli/flag_numbers.ts";
import { hint } from "../cli/suggest.ts";
import { usageError } from "../spec/mod.ts";
import { CASES } from "./cases.ts";
import type { ModelName, PerfCase } from "./perf_case.ts";
import { type EngineName, ENGINES } from "./engines.ts";

/** What is asked for. */
export interface PerfFlags {
  readonly help: boolean;
  /** Names of cases, in the order of {@link CASES}; none if only curves are asked for. */
  readonly cases: readonly string[];
  readonly models: readonly ModelName[];
  /** `null`: all that are there. */
  readonly engines: readonly EngineName[] | null;
  readonly rounds: number;
  /** `null`: as many as take a fixed time. */
  readonly steps: number | null;
  readonly python: string | null;
  readonly scaling: boolean;
  /** The file to write; `null` names it after the time. */
  readonly out: string | null;
  readonly json: boolean;
}

/** Turns of each engine. */
export const ROUNDS = 5;

/** Engines that curves are measured of. */
export const SCALED_ENGINES: readonly EngineName[] = ["fused", "composite"];

const MODELS = ["ctm", "lstm", "cnn"] as const satisfies readonly ModelName[];

/**
 * Reads the command line of `deno task perf`.
 *
 * @throws {BenchError} With exit code 2 for anything that is not in the help.
 */
export function readPerfFlags(args: readonly string[]): PerfFlags {
  const { help, flags, switches } = readCommandLine(args, {
    flags: {
      case: "small,quick",
      model: "ctm",
      engine: "fused,pytorch",
      rounds: String(ROUNDS),
      steps: "10",
      python: "/usr/bin/python3",
      out: "results/perf/today.json",
    },
    switches: ["scaling", "json"],
    positional: null,
  });
  const list = <Name extends string>(flag: string, known: readonly Name[]) => {
    const text = flags.get(flag);
    return text === undefined ? null : namesOf(flag, text, known);
  };
  const count = (flag: string) => {
    const text = flags.get(flag);
    return text === undefined ? null : parseCount(flag, text);
  };
  const scaling = switches.has("scaling");
  const names = CASES.map((one) => one.name);
  const out = flags.get("out") ?? null;
  if (out !== null && !out.endsWith(".json")) {
    throw usageError(`--out ${out}: expected a file that ends in .json`);
  }
  const engines = list("engine", ENGINES);
  if (scaling && engines !== null && !engines.some((one) => SCALED_ENGINES.includes(one))) {
    throw usageError(
      `--scaling measures ${SCALED_ENGINES.join(" and ")}; name one of them in --engine`,
    );
  }
  const cases = list("case", names) ?? (scaling ? [] : names);
  const models = list("model", MODELS) ?? MODELS;
  if (cases.length > 0 && !CASES.some((one) => has(one, { cases, models }))) {
    throw usageError(`--model ${models}: ${cases.join(" and ")} has no such model; see --help`);
  }
  return {
    help,
    cases,
    models,
    engines,
    rounds: count("rounds") ?? ROUNDS,
    steps: count("steps"),
    python: flags.get("python") ?? null,
    scaling,
    out,
    json: switches.has("json"),
  };
}

function has(
  perfCase: PerfCase,
  { cases, models }: Pick<PerfFlags, "cases" | "models">,
): boolean {
  return cases.includes(perfCase.name) && perfCase.models.some(({ name }) => models.includes(name));
}

/** Names separated by commas, in the order of `known`. */
function namesOf<Name extends string>(
  flag: string,
  text: string,
  known: readonly Name[],
): Name[] {
  const given = text.split(",").map((name) => name.trim());
  for (const name of given) {
    if (!known.some((one) => one === name)) {
      throw usageError(`--${flag} ${text}: there is no "${name}"${hint(name, known)}`);
    }
  }
  return known.filter((name) => given.includes(name));
}
