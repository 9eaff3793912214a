import type { ProblemShape } from "../contract/mod.ts";
import type { Dropout, Parameters, Presented } from "../nn/mod.ts";
import type { RowSelection } from "../tensor/mod.ts";
import type { CtmPairs } from "./neuron_pairs.ts";
import type { CtmOptions } from "./options.ts";
import type { CtmPlan } from "./plan.ts";

/** A CTM with everything that a forward pass needs besides the input. */
export interface Machine {
  readonly options: CtmOptions;
  readonly plan: CtmPlan;
  readonly parameters: Parameters;
  /** The pairs of all entries of the synchronisation vectors. */
  readonly entries: CtmPairs;
  /** The same as matrices, output before action; made at the first call. */
  readonly pairs: () => RowSelection;
  readonly shape: ProblemShape;
  readonly dropout: Dropout;
}

/** Whether any tick but the first asks, and so reads a decayed action. */
export function asksAgain({ sources }: Presented): boolean {
  return sources.slice(1).some(({ kind }) => kind === "map");
}
