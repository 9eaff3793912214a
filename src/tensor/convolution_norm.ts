import type { ConvOptions } from "./conv2d.ts";
import { fusedKernel } from "./fused_kernel.ts";
import { fusedOperation } from "./fused_operation.ts";
import { NORM_EPSILON } from "./layer_norm.ts";
import { maxPool } from "./max_pool.ts";
import * as tf from "./tf.ts";
import { withGradient } from "./with_gradient.ts";

/** Parameters and state of a convolution with batch normalisation of its outputs. */
export interface ConvolutionNormParameters {
  /** `[size, size, channels, outputs]`, square. */
  readonly filter: tf.Tensor4D;
  /** Of the convolution, `[outputs]`, or `null` for none. */
  readonly bias: tf.Tensor1D | null;
  /** `[outputs]`. */
  readonly scale: tf.Tensor1D;
  /** `[outputs]`. */
  readonly shift: tf.Tensor1D;
  /** `[outputs]`. */
  readonly runningMean: tf.Variable<tf.Rank.R1>;
  /** `[outputs]`. */
  readonly runningVariance: tf.Variable<tf.Rank.R1>;
}

/** Square windows, see {@link maxPool}. */
export interface PoolOptions {
  readonly size: number;
  readonly stride: number;
  readonly padding: number;
}

/** Options of {@link fusedConvolutionNorm}. */
export interface ConvolutionNormOptions extends Required<ConvOptions> {
  /** Whether the statistics are those of the batch, and move the running ones. */
  readonly training: boolean;
  /** Share of the batch in the running statistics. */
  readonly momentum: number;
  /** Whether a ReLU stands behind. */
  readonly relu: boolean;
  /** Added in front of the ReLU, like the value; `null` for nothing. */
  readonly residual: tf.Tensor4D | null;
  /** Maxima of square windows are taken last, where there is no residual; `null` for none. */
  readonly pool: PoolOptions | null;
}

/**
 * Convolution, batch normalisation of its outputs, addition of a residual and ReLU as one operation, or
 * `null` if the active backend has no kernel for it. In training the gradient of the convolution's bias
 * is 0: the mean takes the bias away again.
 *
 * @param x `[batch, height, width, channels]`.
 * @returns `[batch, outputHeight, outputWidth, outputs]`, or as many maxima.
 */
export function fusedConvolutionNorm(
  x: tf.Tensor4D,
  parameters: ConvolutionNormParameters,
  options: ConvolutionNormOptions,
): tf.Tensor4D | null {
  const fused = fusedOperation("ConvolutionNorm");
  const fixed = fusedKernel("FixedConvolutionNorm");
  const convolve = fusedKernel("Convolution");
  if (fused === null || fixed === null || convolve === null) return null;
  const { stride, padding, inputGradient, training, momentum, relu, residual, pool } = options;
  if (pool !== null && !training) {
    return tf.tidy(() => {
      const map = fusedConvolutionNorm(x, parameters, { ...options, pool: null })!;
      return maxPool(map, pool.size, pool);
    });
  }
  const { filter, bias, scale, shift, runningMean, runningVariance } = parameters;
  const geometry = { stride, padding };
  const optional = {
    ...(bias === null ? {} : { bias }),
    ...(residual === null ? {} : { residual }),
  };
  // Where there is a residual, only the value tells the gradient where the ReLU was open.
  const keepsValue = relu && residual !== null;
  return withGradient<tf.Tensor[], tf.Tensor[], tf.Tensor4D>(
    [filter, scale, shift, ...(inputGradient ? [x] : []), ...Object.values(optional)],
    () => {
      const inputs = { x, filter, scale, shift, runningMean, runningVariance, ...optional };
      const forward = training ? fused.forward : fixed;
      const [value, statistics, raw, newMean, newVariance, places] = forward(inputs, {
        ...{ ...geometry, relu, pool, momentum, epsilon: NORM_EPSILON },
      });
      if (training) {
        runningMean.assign(newMean as tf.Tensor1D);
        runningVariance.assign(newVariance as tf.Tensor1D);
      }
      return {
        value: value as tf.Tensor4D,
        saved: [
          ...[x, filter, scale, shift, statistics!],
          ...(training ? [raw!] : []),
          ...(keepsValue ? [value!] : []),
          ...(pool === null ? [] : [places!]),
        ],
      };
    },
    (dy, ...saved) => {
      const [x, filter, scale, shift, statistics] = saved as [
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
        tf.Tensor,
      ];
      const raw = training ? saved[5]! : convolve({ x, filter }, geometry)[0]!;
      const gradients = fused.backward(
        {
          ...{ dy, x, filter, scale, shift, statistics, raw },
          ...(keepsValue ? { value: saved.at(-1)! } : {}),
          ...(pool === null ? {} : { places: saved.at(-1)! }),
        },
        { ...geometry, relu, inputGradient, fixed: !training },
      );
      const dx = inputGradient ? gradients.splice(0, 1) : [];
      const [dFilter, dScale, dShift, dResidual] = gradients;
      const biasGradient = () =>
        training ? tf.zerosLike(shift) : tf.mul(dShift!, tf.mul(scale, tf.unstack(statistics)[1]!));
      return [
        ...[dFilter!, dScale!, dShift!, ...dx],
        ...(bias === null ? [] : [biasGradient()]),
        ...(residual === null ? [] : [dResidual ?? dy.clone()]),
      ];
    },
  );
}
