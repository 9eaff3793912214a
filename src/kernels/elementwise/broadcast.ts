import * as tf from "../../tensor/tf.ts";
import type { WasmKernel } from "../install.ts";
import type { Host } from "../wasm/host.ts";
import { stockKernel } from "../wasm/stock_kernel.ts";
import { planBroadcast } from "./plan_broadcast.ts";

/** The library's names in the order of the kernel's numbers. */
const OPERATIONS = ["Add", "Sub", "Multiply", "RealDiv"] as const;

/** From so many elements on the library is faster with a single number. */
const LONG = 2048;

/**
 * Arithmetic of two tensors of which one is repeated along some axes, where the library computes every
 * index anew. Tensors of one shape, and long ones with a number, stay with the library.
 */
export function broadcastKernels(host: Host): readonly WasmKernel[] {
  return OPERATIONS.map((kernelName, operation) => {
    const stock = stockKernel(kernelName);
    return {
      kernelName,
      run: (args) => {
        const { a, b } = args.inputs as { a: tf.TensorInfo; b: tf.TensorInfo };
        const plan = a.dtype !== "float32" || b.dtype !== "float32" ||
            tf.util.arraysEqual(a.shape, b.shape)
          ? null
          : planBroadcast(a.shape, b.shape);
        if (plan === null || (plan.sizes[2] >= LONG && plan.sizes[0] * plan.sizes[1] === 1)) {
          return stock(args);
        }
        const out = host.output(plan.shape);
        const addresses = [host.address(a), host.address(b), host.address(out)] as const;
        host.kernels.broadcast(operation, ...addresses, ...plan.sizes, ...plan.a, ...plan.b);
        return out;
      },
    };
  });
}
