import type { AxisName } from "../spec/mod.ts";

/** The headings of the help, in order. */
export const FLAG_GROUPS = {
  compared: "What is compared",
  sweep: "Sweep of the CTM (1,2,4 or 1..5 or 5..25:10 or 16..64:x2)",
  recipe: "Recipe, the same for every model",
  statistics: "Statistics",
  execution: "Execution",
  output: "Output",
} as const;

/** One flag of `deno task bench`. Parser, configuration file, sweep and help all read this table. */
export interface FlagDescription {
  /** Without the leading `--`. */
  readonly name: string;
  /** `switch` takes no value, `list` may be repeated. */
  readonly kind: "value" | "list" | "switch";
  readonly group: keyof typeof FLAG_GROUPS;
  /** An example of the value; empty for a switch. */
  readonly example: string;
  readonly help: string;
  /** One letter for `-x`. */
  readonly short?: string;
  /** The axis of a sweep that the flag sets. */
  readonly axis?: AxisName;
  /** Not allowed in a configuration file. */
  readonly commandLineOnly?: true;
}

/** Every flag, in the order of the help. */
export const FLAGS = [
  {
    name: "preset",
    kind: "value",
    group: "compared",
    example: "quick",
    help: "where all values come from that no flag or file sets; the presets are listed below",
  },
  {
    name: "config",
    kind: "value",
    group: "compared",
    example: "study.jsonc",
    help: "JSON with comments whose keys are these flags; flags override it",
    commandLineOnly: true,
  },
  {
    name: "claim",
    kind: "value",
    group: "compared",
    example: "tasks/claims/images-quick.jsonc",
    help:
      "a pre-registered claim: one study per data set, locked before the first run; it fixes what is compared and how",
    commandLineOnly: true,
  },
  {
    name: "models",
    kind: "value",
    group: "compared",
    example: "ctm,lstm,cnn",
    help: "models to train; the CTM is compared with each of the others",
  },
  {
    name: "dataset",
    kind: "value",
    group: "compared",
    example: "mnist",
    help: "data set",
  },
  {
    name: "data-dir",
    kind: "value",
    group: "compared",
    example: "DIR",
    help: "folder with the original files of the data set, where you have them",
  },
  {
    name: "problem",
    kind: "value",
    group: "compared",
    example: "classification",
    help: "what is learned; without --preset the first preset about it is taken",
  },
  {
    name: "seeds",
    kind: "value",
    group: "compared",
    example: "5",
    help: "a number N for the seeds 1 to N, or the seeds themselves: 3,7,11 or 1..10",
  },
  {
    name: "sweep-seeds",
    kind: "value",
    group: "sweep",
    example: "3",
    help: "how many of the seeds the cells beside the reference get; default with --seeds: all",
  },
  {
    name: "ticks",
    kind: "value",
    group: "sweep",
    example: "1,2,4,8",
    help: "internal ticks; the LSTM gets those of the reference cell",
    axis: "ticks",
  },
  {
    name: "sync",
    kind: "value",
    group: "sweep",
    example: "16..64:x2",
    help: "pairs of neurons in both synchronisations, output and action",
    axis: "sync",
  },
  {
    name: "sync-out",
    kind: "value",
    group: "sweep",
    example: "32",
    help: "pairs in the output synchronisation only",
    axis: "outputPairs",
  },
  {
    name: "sync-action",
    kind: "value",
    group: "sweep",
    example: "32",
    help: "pairs in the action synchronisation only",
    axis: "actionPairs",
  },
  {
    name: "memory",
    kind: "value",
    group: "sweep",
    example: "5..25:10",
    help: "length of each neuron's history",
    axis: "memoryLength",
  },
  {
    name: "neurons",
    kind: "value",
    group: "sweep",
    example: "128",
    help: "number of neurons",
    axis: "neurons",
  },
  {
    name: "budget",
    kind: "list",
    group: "recipe",
    example: "examples=20000",
    help:
      "what ends a run: steps=N, examples=N, flops=X or seconds=X; repeated, the verdict is given under each (flops=reference: what the CTM spends under the first)",
  },
  {
    name: "batch-size",
    kind: "value",
    group: "recipe",
    example: "64",
    help: "training examples per step",
  },
  {
    name: "data-parallel",
    kind: "value",
    group: "recipe",
    example: "2",
    help:
      "replicas that share each batch, on one core each (wasm and cpu): for a run that is longer than the others; default 1",
  },
  {
    name: "learning-rate",
    kind: "value",
    group: "recipe",
    example: "0.001",
    help: "peak learning rate",
  },
  {
    name: "schedule",
    kind: "value",
    group: "recipe",
    example: "warmup-cosine",
    help: "how the learning rate changes: warmup-cosine, warmup-multistep or warmup-constant",
  },
  {
    name: "tuned",
    kind: "value",
    group: "recipe",
    example: "DIR",
    help:
      "each model gets the best settings of this search (deno task tune); the verdict is repeated for a quarter and half of its trials",
  },
  {
    name: "match",
    kind: "value",
    group: "recipe",
    example: "params",
    help:
      "size the baselines to the CTM within 2 % on params or flops, or none to leave them as they are",
  },
  {
    name: "option",
    kind: "list",
    group: "recipe",
    example: "ctm.synapseDepth=4",
    help:
      "any option of a model, or of data, problem, optimiser or schedule (data.length=16); may be repeated",
  },
  {
    name: "margin",
    kind: "value",
    group: "statistics",
    example: "1.0pp",
    help:
      "accuracy difference that counts as none, in percentage points; auto for the protocol's rule",
  },
  {
    name: "alpha",
    kind: "value",
    group: "statistics",
    example: "0.05",
    help: "two-sided level of the verdict",
  },
  {
    name: "looks",
    kind: "value",
    group: "statistics",
    example: "10,20",
    help:
      "numbers of seeds at which a verdict may be given; between them it is no look, and the last one stands",
  },
  {
    name: "scope",
    kind: "value",
    group: "statistics",
    example: "population",
    help:
      "what the verdict is about: population, new seeds and new test examples, or benchmark, new seeds and these very examples",
  },
  {
    name: "robustness",
    kind: "value",
    group: "statistics",
    example: "1000",
    help:
      "also test on this many test images corrupted in 25 ways, the same for every model; images only, off by default",
  },
  {
    name: "backend",
    kind: "value",
    group: "execution",
    example: "auto",
    help: "auto, tensorflow, webgpu, wasm or cpu; auto takes a GPU if there is one, else wasm",
  },
  {
    name: "kernels",
    kind: "value",
    group: "execution",
    example: "fused",
    help:
      "fused, reproducible (the same bits on every machine) or composite (the library's operations); default: fused on wasm, composite elsewhere",
  },
  {
    name: "jobs",
    kind: "value",
    group: "execution",
    example: "2",
    help: "processes at a time; default: one per core and replica, at most one per run",
  },
  {
    name: "fail-fast",
    kind: "switch",
    group: "execution",
    example: "",
    help: "stop at the first run that fails; default: the others go on",
  },
  {
    name: "retries",
    kind: "value",
    group: "execution",
    example: "1",
    help: "further attempts at a run that fails; default 0, the same command tries it again anyway",
  },
  {
    name: "timeout",
    kind: "value",
    group: "execution",
    example: "7200",
    help: "seconds after which an attempt at a run is ended and counts as failed; default: none",
  },
  {
    name: "strict",
    kind: "switch",
    group: "execution",
    example: "",
    help:
      "with --claim: a deviation from what was registered is an error, exit code 7, before anything is trained",
    commandLineOnly: true,
  },
  {
    name: "dry-run",
    kind: "switch",
    group: "execution",
    example: "",
    help: "print the plan and an estimate of its cost, and train nothing",
    short: "n",
    commandLineOnly: true,
  },
  {
    name: "out",
    kind: "value",
    group: "output",
    example: "DIR",
    help:
      "folder of the study; default: results/<preset>-<dataset>, with a hash where flags differ",
  },
  {
    name: "quiet",
    kind: "switch",
    group: "output",
    example: "",
    help: "no plan and no progress: only failures, the verdict and the path of the report",
  },
  {
    name: "no-color",
    kind: "switch",
    group: "output",
    example: "",
    help: "no colours; the environment variable NO_COLOR does the same",
  },
  {
    name: "help",
    kind: "switch",
    group: "output",
    example: "",
    help: "this text",
    short: "h",
    commandLineOnly: true,
  },
] as const satisfies readonly FlagDescription[];

/** The name of a flag. */
export type FlagName = typeof FLAGS[number]["name"];

/** {@link FLAGS} with the general type. */
export const FLAG_LIST: readonly (FlagDescription & { readonly name: FlagName })[] = FLAGS;
