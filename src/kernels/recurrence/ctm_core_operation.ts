import type * as tf from "../../tensor/tf.ts";
import type { CoreSource, ReportCore } from "./core_source.ts";
import { type CoreInputs, recurrentCore } from "./recurrent_core.ts";
import type { Pass } from "./section.ts";

/** Name of the kernel. */
export const CTM_CORE = "CtmCore";

/** The neurons behind the entries of a synchronisation vector. */
export interface EntryPairs {
  readonly left: Int32Array;
  readonly right: Int32Array;
}

/** Options of {@link ctmCore}; as those of the CTM where they have the same name. */
export interface CtmCoreOptions {
  readonly neurons: number;
  readonly memoryLength: number;
  readonly nlmWidth: number;
  readonly deepNlm: boolean;
  readonly nlmNorm: boolean;
  readonly synapseDepth: number;
  readonly heads: number;
  /** Width of a prediction. */
  readonly answers: number;
  /** No pairs of the action if no tick asks. */
  readonly pairs: { readonly output: EntryPairs; readonly action: EntryPairs };
  /** Whether the gradient of a decay stops outside [0, 15]. */
  readonly clipsDecay: boolean;
  /** What each tick reads. */
  readonly sources: readonly CoreSource[];
  readonly dropRate: number;
  readonly nlmDropRate: number;
  /** `null` drops nothing, whatever the rates say. */
  readonly mask: Pass["mask"] | null;
  /** Receives what happened at every tick; `null` if nobody asks. */
  readonly report: ReportCore | null;
}

/**
 * All ticks of a Continuous Thought Machine as one operation with its own gradient: keys and values,
 * attention, synapse model, neuron-level models, synchronisation and the projection to predictions.
 *
 * @param inputs Parameters under the names of the CTM's plan; `map.0`... `[batch, tokens, channels]`;
 *   `given.0`... `[batch, width]`.
 * @returns `[batch, ticks, answers]`, or `null` if the active backend has no kernel.
 *
 * Source: Darlow et al. 2025, arXiv:2505.05522, section 3.
 */
export function ctmCore(inputs: CoreInputs, options: CtmCoreOptions): tf.Tensor | null {
  return recurrentCore(CTM_CORE, inputs, options);
}
