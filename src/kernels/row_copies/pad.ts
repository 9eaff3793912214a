import * as tf from "../../tensor/tf.ts";
import type { WasmKernel } from "../install.ts";
import type { Host } from "../wasm/host.ts";
import { stockKernel } from "../wasm/stock_kernel.ts";
import { canCopy, stridesOf } from "./copied.ts";
import { planCopy } from "./plan_copy.ts";

/** Bytes of an element. */
const ELEMENT = 4;

/** A tensor with a constant around it. */
export function padKernel(host: Host): WasmKernel {
  const stock = stockKernel("PadV2");
  return {
    kernelName: "PadV2",
    run: (args) => {
      const x = args.inputs["x"]!;
      const { paddings, constantValue } = args.attrs as unknown as {
        readonly paddings: readonly (readonly [before: number, after: number])[];
        readonly constantValue: number;
      };
      const shape = paddings.map(([before, after], axis) => before + x.shape[axis]! + after);
      const from = stridesOf(x.shape);
      const to = stridesOf(shape);
      const copy = planCopy(
        x.shape.map((size, axis) => ({ size, from: from[axis]!, to: to[axis]! })),
      );
      // What is not 0 would have to be converted for integers.
      if (!canCopy([x]) || copy === null || constantValue !== 0) return stock(args);
      const out = host.output(shape, x.dtype);
      host.kernels.clear(host.address(out), tf.util.sizeFromShape(shape));
      const offset = paddings.reduce((sum, [before], axis) => sum + before * to[axis]!, 0);
      copy(host, host.address(x), host.address(out) + ELEMENT * offset);
      return out;
    },
  };
}
