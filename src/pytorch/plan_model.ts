import { cnnOptionsSchema } from "../../baselines/cnn/options.ts";
import { planCnn } from "../../baselines/cnn/plan.ts";
import { lstmOptionsSchema } from "../../baselines/lstm/options.ts";
import { planLstm } from "../../baselines/lstm/plan.ts";
import type { ModelSize, ProblemShape } from "../contract/shape.ts";
import { ctmOptionsSchema } from "../ctm/options.ts";
import { planCtm } from "../ctm/plan.ts";
import type { Declaration } from "../nn/declaration.ts";
import { usageError } from "../spec/mod.ts";
import type { NamePair } from "./option_names.ts";
import { parseOrRefuse } from "./refuse.ts";

/** Our models. */
export const MODEL_NAMES = ["ctm", "lstm", "cnn"] as const;

/** One of {@link MODEL_NAMES}. */
export type ModelName = typeof MODEL_NAMES[number];

/** A model before it is built. */
export interface ModelPlan {
  /** Complete. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly declarations: readonly Declaration[];
  readonly size: ModelSize;
}

/**
 * Plans one of our models.
 *
 * @param options Ours; defaults are filled in.
 * @param context `names`: how messages call options that were translated.
 * @throws {BenchError} With exit code 2 for options that are unknown, wrong or do not fit the shape.
 */
export function planModel(
  model: ModelName,
  options: unknown,
  { shape, names }: { readonly shape: ProblemShape; readonly names: readonly NamePair[] },
): ModelPlan {
  try {
    return plan(model, options, { shape, names });
  } catch (error) {
    // Backbones and embeddings say so where they cannot read a map.
    if (error instanceof RangeError) throw usageError(`config: ${error.message}`);
    throw error;
  }
}

function plan(
  model: ModelName,
  options: unknown,
  { shape, names }: { readonly shape: ProblemShape; readonly names: readonly NamePair[] },
): ModelPlan {
  switch (model) {
    case "ctm": {
      const complete = parseOrRefuse(ctmOptionsSchema, options, "config", names);
      return { options: complete, ...planCtm(complete, shape) };
    }
    case "lstm": {
      const complete = parseOrRefuse(lstmOptionsSchema, options, "config", names);
      return { options: complete, ...planLstm(complete, shape) };
    }
    case "cnn": {
      const complete = parseOrRefuse(cnnOptionsSchema, options, "config", names);
      return { options: complete, ...planCnn(complete, shape) };
    }
    default:
      return model satisfies never;
  }
}
