import * as tf from "../../tensor/tf.ts";

/**
 * The library's own kernel, for dtypes and shapes that ours was not made for. To be asked for while
 * the kernels are made, before anything is replaced.
 *
 * @throws {Error} If the library has none.
 */
export function stockKernel(kernelName: string): tf.KernelFunc {
  const stock = tf.getKernel(kernelName, "wasm");
  if (stock === undefined) throw new Error(`The wasm backend has no kernel ${kernelName}`);
  return stock.kernelFunc;
}
