import type { FlagName } from "./flag_table.ts";
import type { FlagValues } from "./flags.ts";

/** The flags whose values are recorded: numbers and names of what the project has, never a path. */
export const RECORDED_FLAGS: readonly FlagName[] = [
  "preset",
  "models",
  "dataset",
  "problem",
  "seeds",
  "sweep-seeds",
  "ticks",
  "sync",
  "sync-out",
  "sync-action",
  "memory",
  "neurons",
  "budget",
  "batch-size",
  "data-parallel",
  "learning-rate",
  "schedule",
  "match",
  "option",
  "margin",
  "alpha",
  "looks",
  "scope",
  "backend",
  "kernels",
  "jobs",
  "fail-fast",
  "retries",
  "timeout",
  "quiet",
  "no-color",
];

/** Stands for a value that is not recorded. */
const WITHHELD = "(given)";

/**
 * The flags of a command for the record of its runs. The values of flags that are not in
 * {@link RECORDED_FLAGS}, such as paths, are left out.
 */
export function recordedFlags(values: FlagValues): { readonly [name: string]: readonly string[] } {
  const entries = [...values].map(([name, texts]): [string, readonly string[]] => [
    name,
    RECORDED_FLAGS.includes(name) ? texts : texts.map(() => WITHHELD),
  ]);
  return Object.fromEntries(entries);
}
