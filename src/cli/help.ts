import type { CatalogView } from "./catalog_view.ts";
import { FLAG_GROUPS, FLAG_LIST, type FlagDescription } from "./flag_table.ts";

const INTRODUCTION =
  `Trains the Continuous Thought Machine and matched baselines under identical budgets, and says
whether the CTM leads, matches or trails each of them, or that the runs cannot tell.

deno task bench [flags]`;

const EXAMPLES = `Examples
  deno task bench --preset quick
      a small study, to see everything work
  deno task bench --models ctm,lstm,cnn --dataset mnist --seeds 5 --budget examples=20000
      the CTM against both baselines with five seeds
  deno task bench --ticks 1,2,4,8 --sync 16..64:x2 --dry-run
      a grid of 12 CTM cells: the plan and what it would cost, nothing trained
  deno task bench --problem parity --ticks 1,5,10,25 --option data.length=16
      another problem, with the first preset that is about it
  deno task bench --config study.jsonc --out results/mine --jobs 4
      flags from a file such as { "preset": "quick", "seeds": 5, "ticks": [1, 2, 4] }
  deno task bench --models ctm,cnn --match none --option cnn.width=64
      a baseline of a chosen size
  deno task bench --claim tasks/claims/images-quick.jsonc
      a pre-registered claim over several data sets, with all of its studies

A study that was interrupted continues with the same command; finished runs are never run again.
deno task report DIR rebuilds the report of a study from its files.`;

const EXIT_CODES = `Exit codes
  0    done, whatever the verdict
  1    internal error, or files that contradict each other
  2    the command line or the data set is wrong
  3    this machine or backend cannot produce trustworthy numbers
  4    some runs failed or are missing; the report says which
  5    something that was gated happened, as a nightly regression
  6    two seeds of one model gave identical results
  7    a baseline cannot be matched to the CTM, --tuned names an unequal search, or, with --strict,
       a deviation from a claim
  75   a worker process ended after a checkpoint, to be started again
  130  interrupted; the same command continues

Environment
  CTM_BENCH_CACHE=DIR             where prepared data sets are kept
  CTM_BENCH_DEBUG=1               details of internal errors
  CTM_BENCH_ALLOW_SOFTWARE_GPU=1  allow --backend webgpu without a GPU, to test it
  NO_COLOR=1                      no colours`;

/** The text of `deno task bench --help`. */
export function helpText<Shape>(catalog: CatalogView<Shape>): string {
  const flags = Object.entries(FLAG_GROUPS).flatMap(([group, title]) => [
    title,
    ...entries(FLAG_LIST.filter((flag) => flag.group === group).map(flagEntry)),
    "",
  ]);
  const described = (list: readonly { readonly name: string; readonly description: string }[]) =>
    entries(list.map(({ name, description }) => [name, description]));
  return [
    INTRODUCTION,
    "",
    ...flags,
    "Presets (the first is the default)",
    ...described(catalog.presets),
    "",
    "Models",
    ...described(catalog.models),
    "",
    "Problems, with their data sets",
    ...entries(catalog.problems.map(({ name, description, datasets }) => [
      name,
      `${description} (${datasets.join(", ")})`,
    ])),
    "",
    EXAMPLES,
    "",
    EXIT_CODES,
  ].join("\n");
}

function flagEntry(flag: FlagDescription): [string, string] {
  const short = flag.short === undefined ? "" : `-${flag.short}, `;
  const value = flag.example === "" ? "" : ` ${flag.example}`;
  return [`${short}--${flag.name}${value}`, flag.help];
}

/** Names and their explanations in two columns, wrapped at 100 characters. */
function entries(rows: readonly (readonly [string, string])[]): string[] {
  const indent = 32;
  return rows.flatMap(([name, text]) => {
    const lines = wrap(text, 100 - indent);
    const head = `  ${name}`;
    const first = head.length + 2 > indent ? [head] : [head.padEnd(indent) + lines.shift()!];
    return [...first, ...lines.map((line) => " ".repeat(indent) + line)];
  });
}

function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1)!;
    if (last === "") lines[lines.length - 1] = word;
    else if (last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
