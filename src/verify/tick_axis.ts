import type { StoredTensor } from "../checkpoint/mod.ts";
import { usageError } from "../spec/mod.ts";
import * as tf from "../tensor/tf.ts";

/**
 * Predictions of the authors' code, ticks last: `[batch, classes, ticks]`, `[batch, positions,
 * classes, ticks]`, or `[batch, classes]` of a model without ticks.
 *
 * @returns `[batch, ticks, positions, classes]`.
 */
export function ticksFirst(name: string, { shape, data }: StoredTensor): tf.Tensor4D {
  if (shape.length < 2 || shape.length > 4) {
    throw usageError(`${name} has shape [${shape}], expected two to four axes`);
  }
  const [batch, ...rest] = shape as [number, ...number[]];
  return tf.tidy(() => {
    const predictions = tf.reshape(
      tf.tensor1d(data, "float32"),
      rest.length === 3
        ? [batch, ...rest]
        : rest.length === 2
        ? [batch, 1, ...rest]
        : [batch, 1, ...rest, 1],
    );
    return tf.transpose(predictions, [0, 3, 1, 2]) as tf.Tensor4D;
  });
}

/** The reverse: `[batch, ticks, positions, classes]` to `[batch, positions, classes, ticks]`. */
export function ticksLast(logits: tf.Tensor4D): tf.Tensor4D {
  return tf.transpose(logits, [0, 2, 3, 1]);
}

/** Stored classes as `[batch, positions]`. */
export function targetsOf(name: string, { shape, data }: StoredTensor): tf.Tensor2D {
  if (shape.length !== 1 && shape.length !== 2) {
    throw usageError(`${name} has shape [${shape}], expected [batch] or [batch, positions]`);
  }
  return tf.tensor2d(Int32Array.from(data), [shape[0]!, shape[1] ?? 1], "int32");
}
