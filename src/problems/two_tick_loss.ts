import type { Prediction } from "../contract/mod.ts";
import { fusedKernel } from "../tensor/fused_kernel.ts";
import { withGradient } from "../tensor/mod.ts";
import * as tf from "../tensor/tf.ts";

/** Which tick answers, and is the second one that the loss trains. */
export type Readout = "most certain" | "last";

/** The tick that answers, 0-based, `[batch]`; the first one among equals. */
export function readoutTick(prediction: Prediction, readout: Readout): tf.Tensor1D {
  switch (readout) {
    case "most certain":
      return tf.argMax(prediction.certainty, 1);
    case "last": {
      const [batch, ticks] = prediction.certainty.shape;
      return tf.fill([batch], ticks - 1, "int32");
    }
    default:
      return readout satisfies never;
  }
}

/**
 * The paper's loss: the mean of the loss at the tick of minimum loss and at the readout tick. The
 * choice of ticks carries no gradient. With one tick it is that tick's loss.
 *
 * @param lossByTick `[batch, ticks]`.
 * @param readout `[batch]`, 0-based.
 * @returns The scalar loss.
 *
 * Source: paper, section 3.5, eq. 12.
 */
export function twoTickLoss(lossByTick: tf.Tensor2D, readout: tf.Tensor1D): tf.Scalar {
  const kernel = fusedKernel("TwoTickLoss");
  if (kernel !== null) {
    return withGradient(
      [lossByTick],
      (losses) => {
        const [loss, share] = kernel({ losses, readout }, {});
        return { value: loss as tf.Scalar, saved: [share!] };
      },
      (gradient, share) => [tf.mul(gradient, share)],
    );
  }
  return withGradient(
    [lossByTick],
    (losses) => {
      const [batch, ticks] = losses.shape;
      const chosen = tf.add(
        tickMask(tf.argMin(losses, 1), ticks),
        tickMask(readout, ticks),
      );
      const share = tf.div(chosen, 2 * batch) as tf.Tensor2D;
      return { value: tf.sum(tf.mul(losses, share)) as tf.Scalar, saved: [share] };
    },
    (gradient, share) => [tf.mul(gradient, share)],
  );
}

/** `[batch, ticks]`, 1 at each example's tick; unlike a one-hot it also exists for one tick. */
function tickMask(tick: tf.Tensor1D, ticks: number): tf.Tensor {
  const all = tf.range(0, ticks, 1, "int32");
  return tf.cast(tf.equal(tf.expandDims(tick, 1), all), "float32");
}
