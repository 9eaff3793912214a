import { assert } from "@std/assert";
import { randomFromSeed } from "../../src/random/mod.ts";
import * as tf from "../../src/tensor/tf.ts";

/** Normal values from a named test stream. */
export function randomTensor(shape: number[], name: string): tf.Tensor {
  const random = randomFromSeed(1).split(name);
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(Float32Array.from({ length: size }, () => random.normal()), shape);
}

/**
 * Compares the gradient of a scalar function with a central difference along one seeded random
 * direction. The step is a power of two near the cube root of float32's precision.
 *
 * @param tolerance Of the directional derivative, relative to the product of the norms.
 */
export async function assertGradient(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: readonly tf.Tensor[],
  tolerance = 2e-3,
): Promise<void> {
  const step = 2 ** -7;
  for (let k = 0; k < inputs.length; k++) {
    const [analytic, numeric, scale] = tf.tidy(() => {
      const x = inputs[k]!;
      const random = randomTensor(x.shape, `direction ${k}`);
      const direction = tf.div(random, tf.norm(random));
      const at = (x: tf.Tensor) => f(...inputs.map((input, i) => i === k ? x : input));
      const gradient = tf.grad((x: tf.Tensor) => at(x) as tf.Scalar)(x);
      const difference = tf.sub(
        at(tf.add(x, tf.mul(direction, step))),
        at(tf.sub(x, tf.mul(direction, step))),
      );
      return [
        tf.sum(tf.mul(gradient, direction)),
        tf.div(difference, 2 * step),
        tf.norm(gradient),
      ];
    }) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const [a, n, s] = [
      (await analytic.data())[0]!,
      (await numeric.data())[0]!,
      (await scale.data())[0]!,
    ];
    tf.dispose([analytic, numeric, scale]);
    const error = Math.abs(a - n) / Math.max(s, 1e-3);
    assert(error <= tolerance, `input ${k}: gradient ${a}, difference ${n}, error ${error}`);
  }
}
