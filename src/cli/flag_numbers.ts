import { MINIMUM_SEEDS } from "../analysis/mod.ts";
import { parseRange, usageError } from "../spec/mod.ts";

/** A whole number from 1, the value of `--<flag>`; anything else is an error with exit code 2. */
export function parseCount(flag: string, text: string): number {
  if (!/^[1-9]\d*$/.test(text) || !Number.isSafeInteger(Number(text))) {
    throw usageError(`--${flag} ${text}: expected a whole number from 1`);
  }
  return Number(text);
}

/** A number above `above` and below `below`; anything else is an error with exit code 2. */
export function parseNumber(
  flag: string,
  text: string,
  { above, below }: { readonly above: number; readonly below: number },
): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (!(value > above && value < below)) {
    const range = below === Infinity ? `above ${above}` : `between ${above} and ${below}`;
    throw usageError(`--${flag} ${text}: expected a number ${range}`);
  }
  return value;
}

/** `auto`, or percentage points such as `1.0pp` as a fraction; anything else is an error. */
export function parseMargin(text: string): number | "auto" {
  if (text === "auto") return "auto";
  const points = /^(\d+(?:\.\d+)?|\.\d+)pp$/.exec(text)?.[1];
  const value = Number(points);
  if (points === undefined || !(value > 0 && value < 100)) {
    throw usageError(
      `--margin ${text}: expected auto or percentage points between 0 and 100, for example --margin 1.0pp`,
    );
  }
  // 0.7 / 100 is 0.006999999999999999: the nearest short decimal is meant.
  return Number((value / 100).toPrecision(12));
}

/**
 * Rising numbers of seeds, the last of which is all of them: `10,20` for 20 seeds.
 *
 * @throws {BenchError} With exit code 2 for anything else, and for a look at fewer seeds than a verdict
 * needs.
 */
export function parseLooks(text: string, seeds: number): number[] {
  const looks = parseRange("--looks", text);
  const falling = looks.find((look, index) => index > 0 && look < looks[index - 1]!);
  if (falling !== undefined) {
    throw usageError(`--looks ${text}: ${falling} comes after a larger number; give rising ones`);
  }
  if (looks[0]! < MINIMUM_SEEDS) {
    throw usageError(
      `--looks ${text}: a verdict needs at least ${MINIMUM_SEEDS} seeds; look no earlier`,
    );
  }
  if (looks.at(-1) !== seeds) {
    throw usageError(
      `--looks ${text}: the last look must be at all ${seeds} seeds; change it or --seeds`,
    );
  }
  return looks;
}

/**
 * `5` for the seeds 1 to 5, or a list or range of seeds.
 *
 * @throws {BenchError} With exit code 2 for anything else and for seeds beyond 2^31 - 1.
 */
export function parseSeeds(text: string): number[] {
  const seeds = /^\d+$/.test(text)
    ? parseRange("--seeds", `1..${parseCount("seeds", text)}`)
    : parseRange("--seeds", text);
  const large = seeds.find((seed) => seed > 2 ** 31 - 1);
  if (large !== undefined) {
    throw usageError(`--seeds ${text}: ${large} is above the largest seed, 2147483647`);
  }
  return seeds;
}
