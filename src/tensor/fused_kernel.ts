import * as tf from "./tf.ts";

/**
 * A kernel of the active backend that does the work of several operations.
 *
 * @param inputs Tensors by name.
 * @param attributes What is not a tensor.
 * @returns The tensors that the kernel makes, in its order.
 */
export type FusedKernel = (
  inputs: { readonly [name: string]: tf.Tensor },
  attributes: object,
) => tf.Tensor[];

/**
 * The kernel `name` of the active backend, or `null` if it has none: then the caller computes the same
 * from single operations, which are the definition.
 */
export function fusedKernel(name: string): FusedKernel | null {
  if (tf.getKernel(name, tf.getBackend()) === undefined) return null;
  return (inputs, attributes) => {
    const run = tf.engine().runKernel<tf.Tensor | tf.Tensor[]>;
    const made = run.call(
      tf.engine(),
      name,
      inputs as unknown as tf.NamedTensorMap,
      attributes as unknown as Parameters<typeof run>[2],
    );
    return Array.isArray(made) ? made : [made];
  };
}
