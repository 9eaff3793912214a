import { norm, type Parameters } from "../nn/mod.ts";
import { batchedAffine, glu } from "../tensor/mod.ts";
import * as tf from "../tensor/tf.ts";

/** The private weights of every neuron, divided by their layer's divisor once for all ticks. */
export interface NlmLayer {
  /** `[neurons, inputs, outputs]`. */
  readonly weight: tf.Tensor3D;
  /** `[neurons, 1, outputs]`. */
  readonly bias: tf.Tensor3D;
  /** Name of the layer's normalisation, or `null`. */
  readonly norm: string | null;
}

/** Collects the layers of the neuron-level models: two for deep ones, one for linear ones. */
export function nlmWeights(
  parameters: Parameters,
  { deepNlm, nlmNorm }: { readonly deepNlm: boolean; readonly nlmNorm: boolean },
): NlmLayer[] {
  return (deepNlm ? [0, 1] : [0]).map((i) => {
    const divisor = parameters.get(`nlm.${i}.divisor`);
    return {
      // The bias is divided as well, as in the authors' code.
      weight: divide(parameters.get<tf.Tensor3D>(`nlm.${i}.weight`), divisor),
      bias: divide(parameters.get<tf.Tensor3D>(`nlm.${i}.bias`), divisor),
      norm: nlmNorm ? `nlm.${i}.norm` : null,
    };
  });
}

function divide(x: tf.Tensor3D, divisor: tf.Tensor1D): tf.Tensor3D {
  return tf.div(x, tf.reshape(divisor, []));
}

/**
 * Neuron-level models: each neuron's own network turns its last M pre-activations into its
 * post-activation. Gated linear layers throughout, the last one of width 1.
 *
 * @param history `[neurons, batch, memory]`, oldest first.
 * @returns Post-activations `[batch, neurons]`.
 *
 * Source: paper, section 3.2.
 */
export function neuronLevelModels(
  parameters: Parameters,
  layers: readonly NlmLayer[],
  history: tf.Tensor3D,
): tf.Tensor2D {
  return tf.tidy(() => {
    const [neurons, batch] = history.shape;
    const last = layers.reduce((x, layer) => {
      const input = layer.norm === null ? x : norm(parameters, layer.norm, x);
      return glu(batchedAffine(input as tf.Tensor3D, layer.weight, layer.bias));
    }, history as tf.Tensor);
    return tf.transpose(tf.reshape(last, [neurons, batch])) as tf.Tensor2D;
  });
}
