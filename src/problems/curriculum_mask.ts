import * as tf from "../tensor/tf.ts";

/**
 * How far into a route the loss of a maze looks: the longest right prefix over all ticks, at least
 * 1, less 1, plus the lookahead. A lookahead of 5 so adds 4 positions to what is right.
 *
 * @param logits `[batch, ticks, positions, classes]`; a position answers its first largest logit.
 * @param targets Classes, `[batch, positions]`, int32.
 * @returns Positions, `[batch]`, int32; may exceed the length of the route.
 *
 * Source: specification, section 5, "Maze curriculum".
 */
export function curriculumReach(
  logits: tf.Tensor4D,
  targets: tf.Tensor2D,
  { lookahead }: { readonly lookahead: number },
): tf.Tensor1D {
  return tf.tidy(() => {
    const positions = logits.shape[2];
    const right = tf.equal(tf.argMax(logits, -1), tf.expandDims(targets, 1));
    // A wrong position counts as its own index and a right one as at least the length: the least of
    // them is the length of the right prefix.
    const index = tf.range(0, positions, 1, "float32");
    const prefix = tf.min(tf.add(tf.mul(tf.cast(right, "float32"), positions), index), -1);
    const longest = tf.maximum(tf.max(prefix, -1), 1);
    return tf.cast(tf.add(longest, lookahead - 1), "int32") as tf.Tensor1D;
  });
}

/**
 * The positions that the loss of a maze looks at, the same ones at every tick.
 *
 * @param reach `[batch]`, from {@link curriculumReach}.
 * @returns `[batch, positions]`, 1 or 0, float32.
 */
export function curriculumMask(reach: tf.Tensor1D, positions: number): tf.Tensor2D {
  return tf.tidy(() => {
    const index = tf.range(0, positions, 1, "int32");
    return tf.cast(tf.less(index, tf.expandDims(reach, 1)), "float32") as tf.Tensor2D;
  });
}
