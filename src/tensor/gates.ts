import { fusedOperation } from "./fused_operation.ts";
import * as tf from "./tf.ts";
import { withGradient } from "./with_gradient.ts";

/**
 * Gated linear unit: the first half of an axis, gated by the second.
 *
 * @param x `[..., 2 * width, ...]`.
 * @param axis The axis to halve. Default the last.
 * @returns `[..., width, ...]`, `a * sigmoid(b)` for `x = [a, b]`.
 * @throws {RangeError} If the axis is odd.
 *
 * Source: Dauphin et al. 2017, arXiv:1612.08083, eq. 1.
 */
export function glu(x: tf.Tensor, axis = -1): tf.Tensor {
  const width = x.shape.at(axis) ?? 0;
  if (width % 2 !== 0) {
    throw new RangeError(
      `Cannot apply glu: axis ${axis} must be even, shape is [${x.shape}]`,
    );
  }
  const fused = fusedOperation("Glu");
  if (fused !== null) {
    const attributes = { axis: axis < 0 ? axis + x.rank : axis };
    return withGradient(
      [x],
      (x) => {
        const [y, open] = fused.forward({ x }, attributes);
        return { value: y!, saved: [y!, open!] };
      },
      (dy, y, open) => fused.backward({ dy, y, open }, attributes),
    );
  }
  return withGradient(
    [x],
    (x) => {
      const [value, gate] = tf.split(x, 2, axis) as [tf.Tensor, tf.Tensor];
      const open = tf.sigmoid(gate);
      return { value: tf.mul(value, open), saved: [value, open] };
    },
    (dy, value, open) => {
      const slope = tf.mul(open, tf.sub(1, open));
      return [tf.concat([tf.mul(dy, open), tf.mul(tf.mul(dy, value), slope)], axis)];
    },
  );
}

/**
 * Sigmoid linear unit, `x * sigmoid(x)`.
 *
 * Source: Elfwing et al. 2018, arXiv:1702.03118.
 */
export function silu(x: tf.Tensor): tf.Tensor {
  const fused = fusedOperation("Silu");
  if (fused !== null) {
    return withGradient(
      [x],
      (x) => {
        const [y, open] = fused.forward({ x }, {});
        return { value: y!, saved: [y!, open!] };
      },
      (dy, y, open) => fused.backward({ dy, y, open }, {}),
    );
  }
  return withGradient(
    [x],
    (x) => {
      const open = tf.sigmoid(x);
      return { value: tf.mul(x, open), saved: [x, open] };
    },
    (dy, x, open) => {
      const slope = tf.mul(open, tf.add(1, tf.mul(x, tf.sub(1, open))));
      return [tf.mul(dy, slope)];
    },
  );
}
