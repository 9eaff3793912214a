import type { Problem } from "../contract/mod.ts";
import * as tf from "../tensor/tf.ts";
import { crossEntropyByTick, type Readout, readoutTick, twoTickLoss } from "./two_tick_loss.ts";

/**
 * Classification, of one position or of several independent ones: two-tick cross-entropy, read at
 * the most certain tick (or the last one, as the authors do for their LSTM on parity).
 */
export function classification(readout: Readout = "most certain"): Problem {
  return {
    loss: (prediction, targets) =>
      tf.tidy(() =>
        twoTickLoss(
          crossEntropyByTick(prediction.logits, targets),
          readoutTick(prediction, readout),
        )
      ),
    lossByTick: (prediction, targets) => crossEntropyByTick(prediction.logits, targets),
    readoutTick: (prediction) => readoutTick(prediction, readout),
  };
}
