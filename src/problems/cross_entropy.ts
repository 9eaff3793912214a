import * as tf from "../tensor/tf.ts";

/**
 * Cross-entropy of every position at every tick, natural logarithm.
 *
 * @param logits `[batch, ticks, positions, classes]`.
 * @param targets Classes, `[batch, positions]`, int32.
 * @returns `[batch, ticks, positions]`.
 */
export function crossEntropy(logits: tf.Tensor4D, targets: tf.Tensor2D): tf.Tensor3D {
  return tf.tidy(() => {
    const [batch, ticks, positions, classes] = logits.shape;
    const wanted = tf.reshape(tf.oneHot(targets, classes), [batch, 1, positions, classes]);
    const spread = tf.tile(tf.cast(wanted, "float32"), [1, ticks, 1, 1]);
    return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), spread), -1)) as tf.Tensor3D;
  });
}

/**
 * Cross-entropy of every tick, averaged over positions.
 *
 * @param targets Classes, `[batch, positions]`, int32.
 * @returns `[batch, ticks]`.
 */
export function crossEntropyByTick(logits: tf.Tensor4D, targets: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => tf.mean(crossEntropy(logits, targets), -1) as tf.Tensor2D);
}
