import * as tf from "@tensorflow/tfjs";

/**
 * The mean of the cross-entropies at the tick where it is smallest and at the most certain one.
 *
 * @param predictions Of every tick, `[batch, classes]` each.
 * @param targets `[batch]`.
 */
export function twoTickLoss(predictions: readonly tf.Tensor[], targets: tf.Tensor1D): tf.Scalar {
  const ticks = predictions.length;
  const logits = tf.stack([...predictions], 1);
  const classes = logits.shape[2]!;
  const wanted = tf.expandDims(tf.oneHot(targets, classes), 1);
  const logs = tf.logSoftmax(logits);
  const losses = tf.neg(tf.sum(tf.mul(logs, tf.cast(wanted, "float32")), -1));
  const entropy = tf.neg(tf.sum(tf.mul(tf.exp(logs), logs), -1));
  const chosen = tf.add(
    tf.oneHot(tf.argMin(losses, 1), ticks),
    tf.oneHot(tf.argMin(entropy, 1), ticks),
  );
  const both = tf.sum(tf.mul(losses, tf.cast(chosen, "float32")), 1);
  return tf.div(tf.mean(both), 2);
}
