import { cnnOptionsSchema } from "../../baselines/cnn/options.ts";
import { lstmOptionsSchema } from "../../baselines/lstm/options.ts";
import { ctmOptionsSchema } from "../ctm/options.ts";
import type { Budget, Choice, SweepSpec } from "../spec/mod.ts";
import { adamwOptionsSchema, scheduleOptionsSchemas } from "../training/options.ts";

/** A complete study to start from; flags change parts of it. */
export interface Preset {
  readonly name: string;
  readonly description: string;
  /** The CTM options are those of the reference cell, which the verdict is about. */
  readonly sweep: SweepSpec;
}

/** Options of something, defaults left out. */
type Options = Readonly<Record<string, unknown>>;

/** What presets differ in. */
export interface PresetParts {
  readonly name: string;
  readonly description: string;
  /** Default: classification. */
  readonly problem?: { readonly name: string; readonly options: Options };
  readonly dataset: { readonly name: string; readonly options: Options };
  readonly ctm: Options;
  readonly lstm: Options;
  /** Absent for a problem that a model without ticks cannot learn. */
  readonly cnn?: Options;
  readonly axes: SweepSpec["axes"];
  /** Default: `params`. */
  readonly match?: SweepSpec["match"];
  readonly optimiser: Options;
  readonly schedule: Choice;
  /** Default: none. */
  readonly recipeDifferences?: SweepSpec["recipeDifferences"];
  readonly batchSize: number;
  readonly budget: Budget;
  readonly seeds: readonly number[];
  /** Default: all of them. */
  readonly sweepSeeds?: number;
  readonly evaluation: Omit<SweepSpec["evaluation"], "testExamples" | "corruptions"> & {
    /** For examples that are made. */
    readonly testExamples?: number;
  };
}

/** An AdamW choice with its defaults filled in. */
export function adamw(options: Options): Choice {
  return choice("adamw", adamwOptionsSchema.parse(options));
}

/** A warm-up over a part of the budget, then a cosine. */
export function warmupCosine(fraction: number): Choice {
  const warmup = { kind: "fraction", fraction };
  return choice("warmup-cosine", scheduleOptionsSchemas["warmup-cosine"].parse({ warmup }));
}

/** A constant learning rate from the first step on. */
export function constantRate(): Choice {
  const warmup = { kind: "fraction", fraction: 0 };
  return choice("warmup-constant", scheduleOptionsSchemas["warmup-constant"].parse({ warmup }));
}

function choice(name: string, options: unknown): Choice {
  return { name, options: options as Choice["options"] };
}

/** Makes a complete study of the parts that presets differ in. */
export function preset(parts: PresetParts): Preset {
  const { name, description, dataset, evaluation, seeds } = parts;
  return {
    name,
    description,
    sweep: {
      schema: 1,
      name: `${name}-${dataset.name}`,
      preset: name,
      problem: { ...parts.problem ?? { name: "classification", options: {} } },
      dataset: { ...dataset },
      models: [
        choice("ctm", ctmOptionsSchema.parse(parts.ctm)),
        choice("lstm", lstmOptionsSchema.parse(parts.lstm)),
        ...(parts.cnn ? [choice("cnn", cnnOptionsSchema.parse(parts.cnn))] : []),
      ],
      axes: parts.axes,
      match: parts.match ?? "params",
      optimiser: adamw(parts.optimiser),
      schedule: parts.schedule,
      recipeDifferences: parts.recipeDifferences ?? {},
      batchSize: parts.batchSize,
      budget: parts.budget,
      evaluation: {
        ...evaluation,
        testExamples: evaluation.testExamples ?? null,
        corruptions: null,
      },
      backend: "auto",
      kernels: "auto",
      seeds: [...seeds],
      sweepSeeds: parts.sweepSeeds ?? seeds.length,
      alpha: 0.05,
      margin: "auto",
      secondaryBudgets: [],
      looks: null,
      scope: "population",
      claim: null,
      tuning: null,
    },
  };
}

/** The seeds 1 to `count`. */
export function firstSeeds(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i + 1);
}
