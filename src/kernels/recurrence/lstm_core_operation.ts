import type * as tf from "../../tensor/tf.ts";
import type { CoreSource, ReportCore } from "./core_source.ts";
import { type CoreInputs, recurrentCore } from "./recurrent_core.ts";
import type { Pass } from "./section.ts";

/** Name of the kernel. */
export const LSTM_CORE = "LstmCore";

/** Options of {@link lstmCore}; as those of the LSTM baseline where they have the same name. */
export interface LstmCoreOptions {
  readonly width: number;
  readonly layers: number;
  readonly heads: number;
  /** Width of a prediction. */
  readonly answers: number;
  /** What each tick reads. */
  readonly sources: readonly CoreSource[];
  readonly dropRate: number;
  /** `null` drops nothing, whatever the rates say. */
  readonly mask: Pass["mask"] | null;
  /** Receives what happened at every tick; `null` if nobody asks. */
  readonly report: ReportCore | null;
}

/**
 * All ticks of the LSTM baseline as one operation with its own gradient: keys and values, attention,
 * cells and the projection to predictions.
 *
 * @param inputs Parameters under the names of the LSTM's plan; `map.0`... `[batch, tokens, channels]`;
 *   `given.0`... `[batch, width]`.
 * @returns `[batch, ticks, answers]`, or `null` if the active backend has no kernel.
 *
 * Source: Hochreiter and Schmidhuber 1997, with the reader of the authors' comparison.
 */
export function lstmCore(inputs: CoreInputs, options: LstmCoreOptions): tf.Tensor | null {
  return recurrentCore(LSTM_CORE, inputs, options);
}
