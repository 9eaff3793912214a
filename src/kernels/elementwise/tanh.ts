import * as tf from "../../tensor/tf.ts";
import type { WasmKernel } from "../install.ts";
import type { Host } from "../wasm/host.ts";
import { stockKernel } from "../wasm/stock_kernel.ts";

/** The hyperbolic tangent, four elements at a time. */
export function tanhKernel(host: Host): WasmKernel {
  const stock = stockKernel("Tanh");
  return {
    kernelName: "Tanh",
    run: (args) => {
      const x = args.inputs["x"]!;
      if (x.dtype !== "float32") return stock(args);
      const out = host.output(x.shape);
      const count = tf.util.sizeFromShape(x.shape);
      host.kernels.tanhElements(host.address(x), host.address(out), count);
      return out;
    },
  };
}
