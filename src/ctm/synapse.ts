import { type Drop, linear, norm, type Parameters } from "../nn/mod.ts";
import { glu, silu } from "../tensor/mod.ts";
import * as tf from "../tensor/tf.ts";

/** Options of {@link synapse}. */
export interface SynapseOptions {
  /** 1 for one gated layer, from 2 on the number of widths of a U-Net. */
  readonly depth: number;
  readonly drop: Drop;
  /** Before every layer but the first one of a U-Net. */
  readonly dropRate: number;
}

/**
 * The synapse model: what the neurons tell one another, from the answer of attention and the
 * post-activations to the next pre-activations. Depth 1 is a gated linear layer; deeper ones are a
 * U-Net over the widths of the plan.
 *
 * @param u `[batch, inputWidth + neurons]`, the answer of attention first.
 * @returns Pre-activations `[batch, neurons]`.
 *
 * Source: paper, section 3.1; block order and norms as in the authors' code.
 */
export function synapse(
  parameters: Parameters,
  u: tf.Tensor2D,
  { depth, drop, dropRate }: SynapseOptions,
): tf.Tensor2D {
  return tf.tidy(() => {
    if (depth === 1) {
      const gated = glu(linear(parameters, "synapse.linear", drop(u, dropRate)));
      return norm(parameters, "synapse.norm", gated) as tf.Tensor2D;
    }
    const block = (name: string, x: tf.Tensor) =>
      silu(norm(parameters, `${name}.norm`, linear(parameters, `${name}.linear`, x)));
    const down = [block("synapse.first", u)];
    for (let i = 0; i < depth - 1; i++) {
      down.push(block(`synapse.down.${i}`, drop(down[i]!, dropRate)));
    }
    let up = down[depth - 1]!;
    for (let i = depth - 2; i >= 0; i--) {
      const sum = tf.add(block(`synapse.up.${i}`, drop(up, dropRate)), down[i]!);
      up = norm(parameters, `synapse.skip.${i}`, sum);
    }
    return up as tf.Tensor2D;
  });
}
