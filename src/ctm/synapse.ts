import { linear, norm, type Parameters } from "../nn/mod.ts";
import { glu, silu } from "../tensor/mod.ts";
import * as tf from "../tensor/tf.ts";

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
  depth: number,
): tf.Tensor2D {
  return tf.tidy(() => {
    if (depth === 1) {
      const gated = glu(linear(parameters, "synapse.linear", u));
      return norm(parameters, "synapse.norm", gated) as tf.Tensor2D;
    }
    const block = (name: string, x: tf.Tensor) =>
      silu(norm(parameters, `${name}.norm`, linear(parameters, `${name}.linear`, x)));
    const down = [block("synapse.first", u)];
    for (let i = 0; i < depth - 1; i++) down.push(block(`synapse.down.${i}`, down[i]!));
    let up = down[depth - 1]!;
    for (let i = depth - 2; i >= 0; i--) {
      const sum = tf.add(block(`synapse.up.${i}`, up), down[i]!);
      up = norm(parameters, `synapse.skip.${i}`, sum);
    }
    return up as tf.Tensor2D;
  });
}
