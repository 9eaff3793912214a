import type { WasmKernel } from "../install.ts";
import type { Host } from "../wasm/host.ts";
import { stockKernel } from "../wasm/stock_kernel.ts";
import { canCopy, stridesOf } from "./copied.ts";
import { planCopy } from "./plan_copy.ts";

/** A tensor with its axes in another order. */
export function transposeKernel(host: Host): WasmKernel {
  const stock = stockKernel("Transpose");
  return {
    kernelName: "Transpose",
    run: (args) => {
      const x = args.inputs["x"]!;
      const { perm } = args.attrs as unknown as { readonly perm: readonly number[] };
      // Where only axes of size 1 move, the library makes no copy.
      const moves = perm.filter((axis) => x.shape[axis] !== 1);
      const inOrder = moves.every((axis, i) => i === 0 || moves[i - 1]! < axis);
      if (!canCopy([x]) || inOrder) return stock(args);
      const shape = perm.map((axis) => x.shape[axis]!);
      const from = stridesOf(x.shape);
      const to = stridesOf(shape);
      const copy = planCopy(
        perm.map((axis, i) => ({ size: x.shape[axis]!, from: from[axis]!, to: to[i]! })),
      );
      if (copy === null) return stock(args);
      const out = host.output(shape, x.dtype);
      copy(host, host.address(x), host.address(out));
      return out;
    },
  };
}
