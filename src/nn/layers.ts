import type { Mode } from "../contract/mod.ts";
import { affine, batchNorm, fixedBatchNorm, fusedBatchNorm, layerNorm } from "../tensor/mod.ts";
import * as tf from "../tensor/tf.ts";
import type { Parameters } from "./parameters.ts";

/** Share of the batch in the running statistics, as PyTorch's default. */
export const MOMENTUM = 0.1;

/** The affine map declared as `name`. */
export function linear(parameters: Parameters, name: string, x: tf.Tensor): tf.Tensor {
  return affine(x, parameters.get(`${name}.weight`), parameters.get(`${name}.bias`));
}

/** The layer normalisation declared as `name`. */
export function norm(parameters: Parameters, name: string, x: tf.Tensor): tf.Tensor {
  return layerNorm(x, parameters.get(`${name}.scale`), parameters.get(`${name}.shift`));
}

/**
 * The batch normalisation declared as `name`, over all axes but the last. In training the running
 * statistics move by a tenth, the variance by its unbiased estimate.
 */
export function batchNormalise(
  parameters: Parameters,
  name: string,
  { x, mode }: { readonly x: tf.Tensor; readonly mode: Mode },
): tf.Tensor {
  const scale = parameters.get(`${name}.scale`);
  const shift = parameters.get(`${name}.shift`);
  const runningMean = parameters.get<tf.Variable<tf.Rank.R1>>(`${name}.runningMean`);
  const runningVariance = parameters.get<tf.Variable<tf.Rank.R1>>(`${name}.runningVariance`);
  return tf.tidy(() => {
    if (mode === "evaluate") {
      const statistics = { mean: runningMean, variance: runningVariance };
      return fixedBatchNorm(x, statistics, { scale, shift });
    }
    const state = { scale, shift, runningMean, runningVariance };
    const fused = fusedBatchNorm(x, state, { momentum: MOMENTUM });
    if (fused !== null) return fused;
    const { value, mean, variance } = batchNorm(x, scale, shift);
    const count = x.size / scale.size;
    const unbiased = tf.mul(variance, count / (count - 1));
    runningMean.assign(move(runningMean, mean));
    runningVariance.assign(move(runningVariance, unbiased as tf.Tensor1D));
    return value;
  });
}

function move(running: tf.Tensor1D, batch: tf.Tensor1D): tf.Tensor1D {
  return tf.add(tf.mul(running, 1 - MOMENTUM), tf.mul(batch, MOMENTUM));
}
