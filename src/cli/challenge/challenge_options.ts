import { type SweepSpec, usageError } from "../../spec/mod.ts";
import type { CommandLine, CommandLineForm } from "../command_line.ts";
import { parseCount } from "../flag_numbers.ts";

/** What `deno task challenge` accepts. */
export const CHALLENGE_FORM: CommandLineForm = {
  flags: {
    "pair": "ctm:lstm",
    "tune-factor": "2",
    "trials": "16",
    "trial-budget": "0.25x",
    "space": "FILE.jsonc",
    "tune-seed": "7",
    "jobs": "2",
    "data-dir": "DIR",
  },
  positional: "the folder of a study",
};

/** The text of `deno task challenge --help`. */
export const CHALLENGE_HELP =
  `Tunes the loser of a comparison again with more trials, runs it with what was found, and records
whether the verdict stands (upheld) or not (overturned). The winner keeps its settings and its runs.

deno task challenge DIR --pair ctm:lstm [--tune-factor 2]

  --pair ctm:lstm        the models of the comparison
  --tune-factor 2        trials of the loser over those that it had; default 2
  --trials 16            for a study that was not tuned: trials to multiply; default 16
  --trial-budget 0.25x   for a study that was not tuned: budget of a trial; default 0.25x
  --space FILE.jsonc     for a study that was not tuned: ranges as of deno task tune
  --tune-seed 7          for a study that was not tuned: seed of the search
  --jobs 2               processes at a time; default: one per core
  --data-dir DIR         folder with the original files of the data set

DIR is the folder of a finished study. The same command continues an interrupted challenge.
Exit codes: 0 done, whatever comes out, 1 corrupt files, 2 wrong command line or nothing to challenge,
3 unfit machine, 4 trials or runs are missing, 130 interrupted.`;

/** The flags that only a study without a search can have: otherwise its search goes on. */
const OF_NEW_SEARCH = ["trials", "trial-budget", "space", "tune-seed"] as const;

/** What is challenged. */
export interface ChallengeOptions {
  /** Names of two models, in the order given. */
  readonly pair: readonly [string, string];
  readonly factor: number;
}

/**
 * Reads what is challenged.
 *
 * @throws {BenchError} With exit code 2 for a pair that the study does not compare, and for flags of a
 * new search where the study has one.
 */
export function challengeOptions({ flags }: CommandLine, sweep: SweepSpec): ChallengeOptions {
  const text = flags.get("pair");
  const models = sweep.models.map(({ name }) => name);
  const [one, other, ...more] = text?.split(":") ?? [];
  if (
    one === undefined || other === undefined || more.length > 0 || one === other ||
    !models.includes(one) || !models.includes(other)
  ) {
    throw usageError(
      `--pair ${text ?? ""}: expected two models of the study (${
        models.join(", ")
      }), for example --pair ctm:lstm`,
    );
  }
  const given = OF_NEW_SEARCH.find((name) => flags.has(name));
  if (sweep.tuning !== null && given !== undefined) {
    throw usageError(`--${given}: the study was tuned, and its search goes on; leave it out`);
  }
  const factor = parseCount("tune-factor", flags.get("tune-factor") ?? "2");
  if (factor < 2) throw usageError("--tune-factor 1: expected a whole number from 2");
  return { pair: [one, other], factor };
}
