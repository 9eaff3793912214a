import { fusedOperation } from "./fused_operation.ts";
import { NORM_EPSILON } from "./layer_norm.ts";
import type * as tf from "./tf.ts";
import { withGradient } from "./with_gradient.ts";

/** Parameters and state of a batch normalisation, `[channels]` each. */
export interface BatchNormParameters {
  readonly scale: tf.Tensor1D;
  readonly shift: tf.Tensor1D;
  readonly runningMean: tf.Variable<tf.Rank.R1>;
  readonly runningVariance: tf.Variable<tf.Rank.R1>;
}

/**
 * Batch normalisation of the last axis in training, which also moves the running statistics, as one
 * operation, or `null` if the active backend has no kernel for it.
 *
 * @param x `[..., channels]`.
 * @param momentum Share of the batch in the running statistics.
 */
export function fusedBatchNorm(
  x: tf.Tensor,
  { scale, shift, runningMean, runningVariance }: BatchNormParameters,
  { momentum }: { readonly momentum: number },
): tf.Tensor | null {
  const fused = fusedOperation("BatchNorm");
  if (fused === null) return null;
  return withGradient(
    [x, scale, shift],
    (x, scale, shift) => {
      const inputs = { x, scale, shift, runningMean, runningVariance };
      const attributes = { momentum, epsilon: NORM_EPSILON };
      const [value, statistics, newMean, newVariance] = fused.forward(inputs, attributes);
      runningMean.assign(newMean as tf.Tensor1D);
      runningVariance.assign(newVariance as tf.Tensor1D);
      return { value: value!, saved: [x, scale, shift, statistics!] };
    },
    (dy, x, scale, shift, statistics) => fused.backward({ dy, x, scale, shift, statistics }, {}),
  );
}
