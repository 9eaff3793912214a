import { fusedOperation } from "../tensor/fused_operation.ts";
import { withGradient } from "../tensor/mod.ts";
import * as tf from "../tensor/tf.ts";

/**
 * Cross-entropy of every position at every tick, natural logarithm.
 *
 * @param logits `[batch, ticks, positions, classes]`.
 * @param targets Classes, `[batch, positions]`, int32.
 * @returns `[batch, ticks, positions]`.
 */
export function crossEntropy(logits: tf.Tensor4D, targets: tf.Tensor2D): tf.Tensor3D {
  const fused = fusedCrossEntropy(logits, targets, { mean: false });
  if (fused !== null) return fused as tf.Tensor3D;
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
  const fused = fusedCrossEntropy(logits, targets, { mean: true });
  if (fused !== null) return fused as tf.Tensor2D;
  return tf.tidy(() => tf.mean(crossEntropy(logits, targets), -1) as tf.Tensor2D);
}

/**
 * Both as one operation, or `null` if the active backend has none.
 *
 * @param options Whether losses are averaged over positions.
 */
function fusedCrossEntropy(
  logits: tf.Tensor4D,
  targets: tf.Tensor2D,
  options: { readonly mean: boolean },
): tf.Tensor | null {
  const fused = fusedOperation("CrossEntropy");
  if (fused === null) return null;
  return withGradient(
    [logits],
    (logits) => {
      const [losses, logSums] = fused.forward({ logits, targets }, options);
      return { value: losses!, saved: [logits, targets, logSums!] };
    },
    (dy, logits, targets, logSums) => fused.backward({ dy, logits, targets, logSums }, options),
  );
}
