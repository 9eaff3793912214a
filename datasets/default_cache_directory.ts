import { resolve } from "node:path";
import { usageError } from "../src/spec/errors.ts";

/** What {@link defaultCacheDirectory} needs to know about the machine. */
export interface CacheSystem {
  readonly os: typeof Deno.build.os;
  /** Reads an environment variable. */
  readonly variable: (name: string) => string | undefined;
}

/**
 * The folder that prepared data sets are kept in, as an absolute path: `$CTM_BENCH_CACHE`, else
 * `$XDG_CACHE_HOME/ctm-bench`, else the platform's own place: `%LOCALAPPDATA%\ctm-bench` (Windows),
 * `$HOME/Library/Caches/ctm-bench` (macOS), `$HOME/.cache/ctm-bench` (elsewhere).
 *
 * @param system Default: this machine.
 * @throws {BenchError} With exit code 2 if none of the variables is set.
 */
export function defaultCacheDirectory(
  system: CacheSystem = { os: Deno.build.os, variable: (name) => Deno.env.get(name) },
): string {
  const chosen = system.variable("CTM_BENCH_CACHE");
  if (chosen) return resolve(chosen);
  const shared = system.variable("XDG_CACHE_HOME");
  if (shared) return resolve(shared, "ctm-bench");
  const localData = system.os === "windows" ? system.variable("LOCALAPPDATA") : undefined;
  if (localData) return resolve(localData, "ctm-bench");
  const home = system.variable("HOME");
  if (!home) {
    throw usageError(
      "no place for the cache: expected CTM_BENCH_CACHE or HOME in the environment; set CTM_BENCH_CACHE to a folder",
    );
  }
  return system.os === "darwin"
    ? resolve(home, "Library", "Caches", "ctm-bench")
    : resolve(home, ".cache", "ctm-bench");
}
