import { type Drop, norm, type Parameters } from "../nn/mod.ts";
import { batchedAffine, glu } from "../tensor/mod.ts";
import * as tf from "../tensor/tf.ts";

/** The private weights of every neuron, divided by their layer's divisor once for all ticks. */
export interface NlmLayer {
  /** `[neurons, outputs, inputs]`. */
  readonly weight: tf.Tensor3D;
  /** `[neurons, outputs, 1]`. */
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
    const weight = parameters.get<tf.Tensor3D>(`nlm.${i}.weight`);
    const bias = parameters.get<tf.Tensor3D>(`nlm.${i}.bias`);
    // The bias is divided as well, as in the authors' code.
    const divisor = tf.reshape(parameters.get(`nlm.${i}.divisor`), []);
    return {
      weight: tf.transpose(tf.div(weight, divisor), [0, 2, 1]) as tf.Tensor3D,
      bias: tf.transpose(tf.div(bias, divisor), [0, 2, 1]) as tf.Tensor3D,
      norm: nlmNorm ? `nlm.${i}.norm` : null,
    };
  });
}

/**
 * Neuron-level models: each neuron's own network turns its last M pre-activations into its
 * post-activation. Gated linear layers throughout, the last one of width 1.
 *
 * @param history `[neurons, memory, batch]`, oldest first.
 * @param options The layers; dropout before every layer and its norm.
 * @returns Post-activations `[neurons, batch]`.
 *
 * Source: paper, section 3.2.
 */
export function neuronLevelModels(
  parameters: Parameters,
  history: tf.Tensor3D,
  { layers, drop, dropRate }: {
    readonly layers: readonly NlmLayer[];
    readonly drop: Drop;
    readonly dropRate: number;
  },
): tf.Tensor2D {
  return tf.tidy(() => {
    const [neurons, , batch] = history.shape;
    const last = layers.reduce((x, { weight, bias, norm }) => {
      const kept = drop(x, dropRate);
      const input = norm === null ? kept : normFeatures(parameters, norm, kept);
      return glu(batchedAffine(weight, input, bias), 1) as tf.Tensor3D;
    }, history);
    return tf.reshape(last, [neurons, batch]);
  });
}

/** Layer normalisation of the middle axis. */
function normFeatures(parameters: Parameters, name: string, x: tf.Tensor3D): tf.Tensor3D {
  const normal = norm(parameters, name, tf.transpose(x, [0, 2, 1]));
  return tf.transpose(normal, [0, 2, 1]) as tf.Tensor3D;
}
