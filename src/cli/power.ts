import type { PowerGoal } from "../analysis/mod.ts";
import { usageError } from "../spec/mod.ts";
import { readCommandLine } from "./command_line.ts";
import { parseCount, parseMargin, parseNumber } from "./flag_numbers.ts";
import { powerOfSpread } from "./power_of_spread.ts";
import { powerOfStudy } from "./power_of_study.ts";

const HELP = `How many seeds or test images a verdict needs, and what they cost.

deno task power DIR [flags]                       from a study's own variances and seconds
deno task power --sd 0.4pp --seeds 10 [flags]     from a standard deviation of paired differences

  --goal lead|match    what is to be shown; default: both
  --difference 1.0pp   true difference to plan for; default: the margin for lead, 0 for match
  --power 0.8          wanted probability of showing it; default 0.8
Without DIR also:
  --margin 1.0pp       equivalence margin; default 1.0pp
  --alpha 0.05         two-sided level; default 0.05
  --comparisons 1      primary comparisons that share the level; default 1

Each plan is made twice: with the observed spread, and with its upper 80 % bound, as a pilot of few
seeds may have been lucky.
Exit codes: 0 done, 1 corrupt files, 2 wrong command line or no study there.`;

const FLAGS = { goal: "lead", difference: "1.0pp", power: "0.8" };
const SPREAD_FLAGS = {
  ...FLAGS,
  sd: "0.4pp",
  seeds: "10",
  margin: "1.0pp",
  alpha: "0.05",
  comparisons: "1",
};

/** A goal whose difference may still have to be taken from a comparison's margin. */
export interface WantedGoal extends Omit<PowerGoal, "difference"> {
  /** `null`: the default, the margin for `lead` and 0 for `match`. */
  readonly difference: number | null;
}

/** What the task needs from outside. */
export interface PowerServices {
  /** Receives a line for standard output. */
  readonly print: (line: string) => void;
}

/**
 * `deno task power`.
 *
 * @throws {BenchError} With exit code 2 for a wrong command line or no study, with 1 for corrupt files.
 *
 * Source: statistical protocol, 3.8.
 */
export async function power(args: readonly string[], { print }: PowerServices): Promise<void> {
  const ofSpread = args.some((arg) => arg === "--sd" || arg.startsWith("--sd="));
  const line = readCommandLine(args, {
    flags: ofSpread ? SPREAD_FLAGS : FLAGS,
    positional: ofSpread
      ? null
      : "the folder of a study, or --sd 0.4pp --seeds 10 to plan without one",
  });
  if (line.help) return print(HELP);
  const goals = wantedGoals(line.flags);
  if (!ofSpread) {
    for (const text of await powerOfStudy(line.positional!, goals)) print(text);
    return;
  }
  const number = (name: string, otherwise: number, below: number) => {
    const text = line.flags.get(name);
    return text === undefined ? otherwise : parseNumber(name, text, { above: 0, below });
  };
  const seeds = line.flags.get("seeds");
  const texts = powerOfSpread({
    deviation: parsePoints("sd", line.flags.get("sd")!),
    seeds: seeds === undefined ? null : parseCount("seeds", seeds),
    margin: parsePoints("margin", line.flags.get("margin") ?? "1.0pp"),
    alpha: number("alpha", 0.05, 0.5),
    comparisons: parseCount("comparisons", line.flags.get("comparisons") ?? "1"),
    goals,
  });
  for (const text of texts) print(text);
}

function wantedGoals(flags: ReadonlyMap<string, string>): WantedGoal[] {
  const goal = flags.get("goal");
  if (goal !== undefined && goal !== "lead" && goal !== "match") {
    throw usageError(`--goal ${goal}: expected lead or match`);
  }
  const power = parseNumber("power", flags.get("power") ?? "0.8", { above: 0, below: 1 });
  const difference = flags.get("difference");
  const points = difference === undefined
    ? null
    : /^0+(\.0+)?pp$/.test(difference)
    ? 0
    : parsePoints("difference", difference);
  const kinds = (["lead", "match"] as const).filter((kind) => goal === undefined || goal === kind);
  if (points === 0 && kinds.includes("lead")) {
    throw usageError(
      "--difference 0pp: no study shows a lead where there is none; give a larger one, or --goal match",
    );
  }
  return kinds.map((kind) => ({ kind, difference: points, power }));
}

/** Percentage points such as `1.0pp` as a fraction; anything else is an error with exit code 2. */
function parsePoints(flag: string, text: string): number {
  if (!/^(\d+(\.\d+)?|\.\d+)pp$/.test(text)) {
    throw usageError(
      `--${flag} ${text}: expected percentage points above 0, for example --${flag} 1.0pp`,
    );
  }
  return parseMargin(text) as number;
}
