import { replicasOf } from "../spec/mod.ts";
import { parseCount } from "./flag_numbers.ts";

/** The cores of a machine, and what says how many of them each run of a study uses. */
export interface Cores {
  readonly split: { readonly dataParallel?: number | undefined };
  /** Of the machine. */
  readonly cores: number;
}

/**
 * Runs at a time.
 *
 * @param text The value of `--jobs`; without it as many as the cores are enough for.
 * @throws {BenchError} With exit code 2 for a number that is none.
 */
export function jobsOf(text: string | undefined, { split, cores }: Cores): number {
  if (text !== undefined) return parseCount("jobs", text);
  return Math.max(1, Math.floor(cores / replicasOf(split)));
}

/** How many cores so many runs at a time keep busy, with a warning where there are fewer. */
export function coresText(jobs: number, { split, cores }: Cores): string {
  const replicas = replicasOf(split);
  const used = jobs * replicas;
  const each = replicas === 1 ? "" : ` with ${replicas} replicas each`;
  const text = `${used} of ${cores}: ${jobs} run${jobs === 1 ? "" : "s"} at a time${each}`;
  if (used <= cores) return text;
  const flags = replicas === 1 ? "--jobs" : "--jobs or --data-parallel";
  return `${text}; warning: more than there are, so that they slow each other down; lower ${flags}`;
}
