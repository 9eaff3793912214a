import { fusedKernel } from "../tensor/fused_kernel.ts";
import * as tf from "../tensor/tf.ts";

/**
 * Certainty of a prediction: 1 minus the entropy of its softmax over the logarithm of the number of
 * classes, averaged over positions. Constant for gradients.
 *
 * @param logits `[batch, ticks, positions, classes]`.
 * @returns `[batch, ticks]`, 0 to 1.
 */
export function certaintyOf(logits: tf.Tensor4D): tf.Tensor2D {
  const kernel = fusedKernel("Certainty");
  if (kernel !== null) return kernel({ logits }, {})[0] as tf.Tensor2D;
  return tf.tidy(() => {
    const classes = logits.shape[3];
    const logProbability = tf.logSoftmax(logits);
    const entropy = tf.neg(tf.sum(tf.mul(tf.exp(logProbability), logProbability), -1));
    return tf.sub(1, tf.mean(tf.div(entropy, Math.log(classes)), -1)) as tf.Tensor2D;
  });
}
