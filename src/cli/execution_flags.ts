import { parseCount, parseNumber } from "./flag_numbers.ts";
import type { FlagValues } from "./flags.ts";

/** What a timer can measure, in seconds: 24 days. */
const LONGEST = 2_147_483;

/** How a study deals with runs that fail. */
export interface FailureOptions {
  /** Further attempts at a run that failed. */
  readonly retries: number;
  /** Seconds after which an attempt is ended, or `null` for no limit. */
  readonly timeout: number | null;
  /** Whether the first failed run ends the work. */
  readonly failFast: boolean;
}

/**
 * Reads `--retries`, `--timeout` and `--fail-fast`. By default a run is tried once: equal runs fail
 * equally where arithmetic is reproducible, and the same command tries failed runs again anyway.
 *
 * @throws {BenchError} With exit code 2 for a number that is none.
 */
export function failureOptions(values: FlagValues): FailureOptions {
  const retries = values.get("retries")?.[0] ?? "0";
  const timeout = values.get("timeout")?.[0];
  return {
    // None is a valid number of retries, though no valid count of anything else.
    retries: retries === "0" ? 0 : parseCount("retries", retries),
    timeout: timeout === undefined
      ? null
      : parseNumber("timeout", timeout, { above: 0, below: LONGEST }),
    failFast: values.has("fail-fast"),
  };
}
