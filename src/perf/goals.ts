import type { ModelName } from "./perf_case.ts";
import type { EngineName } from "./engines.ts";

/** How far the fused kernels are to be ahead of an engine. */
export interface Goal {
  readonly perfCase: string;
  readonly model: ModelName;
  readonly against: EngineName;
  /** CPU time of a step, or peak memory. */
  readonly quantity: "time" | "memory";
  /** The least that the engine's quantity over that of `fused` may be. */
  readonly atLeast: number;
}

/** Sizes at which memory counts: 25 and 50 ticks. */
const LONG = ["large", "deep", "cifar10"];

/** The goals of the project, as ratios on one thread of the same machine. */
export const GOALS: readonly Goal[] = [
  ctmTime("small", "pytorch", 5),
  ctmTime("medium", "pytorch", 3.5),
  ctmTime("large", "pytorch", 3),
  ctmTime("small", "pytorch-compiled", 3),
  ctmTime("medium", "pytorch-compiled", 2.5),
  ctmTime("deep", "pytorch", 3),
  ctmTime("cifar10", "pytorch", 1.5),
  ...["small", "medium", "large", "cifar10", "quick"].flatMap((perfCase) =>
    (["lstm", "cnn"] as const).map((model): Goal => ({
      perfCase,
      model,
      against: "pytorch",
      quantity: "time",
      atLeast: 1,
    }))
  ),
  ...LONG.map((perfCase): Goal => ({
    perfCase,
    model: "ctm",
    against: "pytorch",
    quantity: "memory",
    atLeast: 2,
  })),
];

function ctmTime(perfCase: string, against: EngineName, atLeast: number): Goal {
  return { perfCase, model: "ctm", against, quantity: "time", atLeast };
}
