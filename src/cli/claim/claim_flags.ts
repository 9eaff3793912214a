import { type ClaimSpec, usageError } from "../../spec/mod.ts";
import { FLAG_LIST, type FlagName } from "../flag_table.ts";
import type { FlagValues } from "../flags.ts";

/** Flags beside those of execution and output that may stand beside `--claim`. */
const ALLOWED: readonly FlagName[] = ["claim", "strict", "data-dir"];

/**
 * Refuses flags that could change what a claim fixes. How and where it is run is free, and a claim
 * with a registered search needs the search's result.
 *
 * @throws {BenchError} With exit code 2.
 */
export function requireClaimFlags(flags: FlagValues, { tuning }: ClaimSpec): void {
  const allowed = tuning.kind === "search" ? [...ALLOWED, "tuned"] : ALLOWED;
  for (const { name, group } of FLAG_LIST) {
    if (!flags.has(name) || allowed.includes(name)) continue;
    if (group === "execution" || group === "output") continue;
    throw usageError(
      `--${name} is not possible with --claim, which fixes it; write it into the claim before the first run, or leave --claim out`,
    );
  }
}
