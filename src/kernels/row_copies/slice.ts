import * as tf from "../../tensor/tf.ts";
import type { WasmKernel } from "../install.ts";
import type { Host } from "../wasm/host.ts";
import { stockKernel } from "../wasm/stock_kernel.ts";
import { canCopy, stridesOf } from "./copied.ts";
import { planCopy } from "./plan_copy.ts";

/** Bytes of an element. */
const ELEMENT = 4;

/** Parts of a tensor. The library copies all of it first. */
export function sliceKernel(host: Host): WasmKernel {
  const stock = stockKernel("Slice");
  return {
    kernelName: "Slice",
    run: (args) => {
      const { inputs: { x }, attrs } = args;
      const { begin, size } = attrs as unknown as {
        readonly begin: number | number[];
        readonly size: number | number[];
      };
      if (!canCopy([x!])) return stock(args);
      const [starts, sizes] = tf.slice_util.parseSliceParams(x as tf.Tensor, begin, size) as [
        number[],
        number[],
      ];
      tf.slice_util.assertParamsValid(x as tf.Tensor, starts, sizes);
      const from = stridesOf(x!.shape);
      const to = stridesOf(sizes);
      const copy = planCopy(sizes.map((size, i) => ({ size, from: from[i]!, to: to[i]! })));
      if (copy === null) return stock(args);
      const out = host.output(sizes, x!.dtype);
      const offset = starts.reduce((sum, start, i) => sum + start * from[i]!, 0);
      copy(host, host.address(x!) + ELEMENT * offset, host.address(out));
      return out;
    },
  };
}
