import { NIGHTLY_FLAG_LIST } from "./nightly_flag_table.ts";

/** The text of `deno task nightly --help`. */
export function nightlyHelp(): string {
  const flags = NIGHTLY_FLAG_LIST.map(({ name, kind, example, help }) => {
    const head = `  --${name}${kind === "switch" ? "" : ` ${example}`}`;
    return `${head.padEnd(32)}${head.length > 30 ? `\n${" ".repeat(32)}` : ""}${help}`;
  });
  return `Runs a pinned suite, compares it with a pinned night, and keeps an append-only history.

deno task nightly [flags] [flags of deno task bench]

A night that trains the very same networks is identical, bit by bit. Any other is judged trial by
trial, paired by seed and test example: improved, same, regressed or inconclusive. Its speed is
judged by running the baseline's code in turn with tonight's. A night that is not complete is an alarm.

The suite is tasks/suites/nightly.jsonc unless --config names another; flags of deno task bench change it.

Flags of the night
${flags.join("\n")}

Exit codes
  0    the suite was run whole; nothing that is gated happened
  1    the history is corrupt (nothing was run), files contradict each other, or nobody could be told
  2    the command line is wrong
  3    this machine or backend cannot produce trustworthy numbers
  4    some runs failed or are missing, the suite shrank, or nothing was measured
  5    something that is gated happened
  6    two seeds of one model gave identical results
  130  interrupted; the night is not in the history

Examples
  deno task nightly
      the first complete night is pinned; the next ones are compared with it
  deno task nightly --gate regressed,failed --notify file:alarms.jsonl --notify 'cmd:./tell.sh'
      exit code 5 for a regression; a command hears of each change of state once
  deno task nightly --no-run --baseline 2026-01-31-021700 --pin
      compare later nights with that one`;
}
