import { TUNE_FLAGS } from "./tune_flags.ts";

/** The text of `deno task tune --help`. */
export function tuneHelp(): string {
  const entries = Object.entries(TUNE_FLAGS).map(([name, [example, help]]) =>
    `  --${name} ${example}`.padEnd(32) + help
  );
  return [
    `Searches good settings for every model of a study: the same number of trials, the same points, the
same budget and the same seed for all. Trials are chosen by validation; the test split is never opened.

deno task tune [flags of bench] [--trials 16] [--trial-budget 0.25x] [--out DIR]

The flags of deno task bench say which study is tuned for; its seeds, sweep and statistics play no part.
Every trial is trained once: the same command continues an interrupted search.
`,
    ...entries,
    `
Examples
  deno task tune --preset quick --trials 16
      searches for the study that deno task bench --preset quick makes
  deno task bench --preset quick --tuned results/quick-mnist-search
      makes that study with each model's best settings

A file of ranges: { "name": "mine",
  "all": { "optimiser.learningRate": { "low": 1e-4, "high": 1e-2, "scale": "log" } },
  "models": { "ctm": { "model.dropout": { "low": 0, "high": 0.3, "scale": "linear" } }, ... } }
Every model must have equally many. schedule.warmup is the share of the budget.
Settings to borrow: { "source": "where from", "settings": { "lstm": { "optimiser.learningRate": 0.002 } } }

Exit codes: 0 done, 1 corrupt files, 2 wrong command line, 3 unfit machine, 4 trials are missing,
7 unequal searches or sizes, 130 interrupted.`,
  ].join("\n");
}
