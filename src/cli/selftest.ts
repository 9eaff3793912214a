import { type ScenarioResult, selfTest } from "../analysis/mod.ts";
import { BenchError, EXIT, usageError } from "../spec/mod.ts";
import { readCommandLine } from "./command_line.ts";
import { parseCount } from "./flag_numbers.ts";
import { textTable } from "./text_table.ts";

const STUDIES = 2000;
const SEED = 1;

const HELP =
  `Judges simulated studies of known truth by the code that judges real ones and counts its errors.

deno task selftest [--studies ${STUDIES}] [--seed ${SEED}]

  --studies N  studies of each kind; default ${STUDIES}. The bounds are those of ${STUDIES}; with fewer they are
               wider, as chance alone moves the rates
  --seed N     start of the generator; default ${SEED}

The two error rates are nominally 5 %: false leads and trails where there is no difference, false
matches where the difference is exactly the margin; both also with two planned looks.
Exit codes: 0 all bounds hold, 2 wrong command line, 6 a bound is broken.`;

/** What the self-test needs from outside. */
export interface SelftestServices {
  /** Receives a line for standard output. */
  readonly print: (line: string) => void;
  /** Replaced in tests. */
  readonly run?: typeof selfTest;
}

/**
 * `deno task selftest`.
 *
 * @throws {BenchError} With exit code 6 if an error rate is above its bound, with 2 for a wrong command
 * line.
 *
 * Source: statistical protocol, 3.3 and 3.9.
 */
export function selftest(
  args: readonly string[],
  { print, run = selfTest }: SelftestServices,
): void {
  const line = readCommandLine(args, {
    flags: { studies: String(STUDIES), seed: String(SEED) },
    positional: null,
  });
  if (line.help) return print(HELP);
  const studies = parseCount("studies", line.flags.get("studies") ?? String(STUDIES));
  const seed = parseCount("seed", line.flags.get("seed") ?? String(SEED));
  if (seed > 2 ** 31 - 1) {
    throw usageError(`--seed ${seed}: expected at most 2147483647`);
  }
  const results = run({ studies, seed });
  for (const text of resultTable(results)) print(text);
  print("");
  const broken = results.filter((one) => !one.holds);
  if (broken.length > 0) {
    throw new BenchError(
      `the verdict path breaks its bounds: ${
        broken.map((one) => `${one.name}: ${rateText(one.rate)}, ${boundText(one)}`).join("; ")
      }`,
      EXIT.unsound,
    );
  }
  print("all bounds hold");
}

function resultTable(results: readonly ScenarioResult[]): string[] {
  return textTable(
    [
      { heading: "simulated studies", align: "left" },
      { heading: "counted", align: "left" },
      { heading: "studies", align: "right" },
      { heading: "rate", align: "right" },
      { heading: "95 % interval", align: "right" },
      { heading: "bound", align: "right" },
      { heading: "holds", align: "left" },
    ],
    results.map((one) => [
      one.name,
      one.counted.join(" or "),
      String(one.studies),
      rateText(one.rate),
      `[${rateText(one.interval.low)}, ${rateText(one.interval.high)}]`,
      boundText(one),
      one.holds ? "yes" : "NO",
    ]),
  );
}

function rateText(rate: number): string {
  return `${(100 * rate).toFixed(2)} %`;
}

function boundText({ direction, bound }: ScenarioResult): string {
  return `${direction} ${rateText(bound)}`;
}
