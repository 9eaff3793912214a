import { usageError } from "../../spec/mod.ts";

/** The flags that only a search has, each with an example and its explanation. */
export const TUNE_FLAGS = {
  "trials": ["16", "trials of each model; default 16"],
  "trial-budget": [
    "0.25x",
    "what ends a trial: a part of a run's budget, or an amount such as examples=5000; default 0.25x",
  ],
  "space": [
    "FILE.jsonc",
    "ranges that are searched, for all models and for each; default: learning rate, weight decay and warm-up, the same for all",
  ],
  "tune-seed": ["7", "seed of the sampler and of every trial; default 1000001"],
  "borrow": [
    "FILE.json",
    "settings from elsewhere, tried in addition: one more trial of every model",
  ],
} as const;

/** The name of a flag of {@link TUNE_FLAGS}. */
export type TuneFlag = keyof typeof TUNE_FLAGS;

/** A command line in two parts. */
export interface TuneArguments {
  readonly own: ReadonlyMap<TuneFlag, string>;
  /** What is left, for the parser of `bench`. */
  readonly others: readonly string[];
}

/**
 * Takes the flags of a search out of a command line.
 *
 * @throws {BenchError} With exit code 2 for a flag without its value or given twice.
 */
export function takeTuneFlags(args: readonly string[]): TuneArguments {
  const own = new Map<TuneFlag, string>();
  const others: string[] = [];
  const waiting = args[0] === "--" ? args.slice(1) : [...args];
  while (waiting.length > 0) {
    const arg = waiting.shift()!;
    const [, name = "", given] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
    if (!isTuneFlag(name)) {
      others.push(arg);
      continue;
    }
    const value = given ?? (waiting[0]?.startsWith("--") ? undefined : waiting.shift());
    if (value === undefined || value === "") {
      throw usageError(`--${name} needs a value, for example --${name} ${TUNE_FLAGS[name][0]}`);
    }
    if (own.has(name)) throw usageError(`--${name} is given twice; give it once`);
    own.set(name, value);
  }
  return { own, others };
}

function isTuneFlag(name: string): name is TuneFlag {
  return Object.hasOwn(TUNE_FLAGS, name);
}
