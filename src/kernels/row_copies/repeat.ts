import type { WasmKernel } from "../install.ts";
import type { Host } from "../wasm/host.ts";
import { stockKernel } from "../wasm/stock_kernel.ts";
import { canCopy, stridesOf } from "./copied.ts";
import { planCopy } from "./plan_copy.ts";

/** A tensor side by side with itself. */
export function tileKernel(host: Host): WasmKernel {
  const stock = stockKernel("Tile");
  return {
    kernelName: "Tile",
    run: (args) => {
      const x = args.inputs["x"]!;
      const { reps } = args.attrs as unknown as { readonly reps: readonly number[] };
      if (!canCopy([x]) || reps.length !== x.shape.length) return stock(args);
      const shape = x.shape.map((size, axis) => size * reps[axis]!);
      const from = stridesOf(x.shape);
      const to = stridesOf(shape);
      const copy = planCopy(x.shape.flatMap((size, axis) => [
        { size: reps[axis]!, from: 0, to: size * to[axis]! },
        { size, from: from[axis]!, to: to[axis]! },
      ]));
      if (copy === null) return stock(args);
      const out = host.output(shape, x.dtype);
      copy(host, host.address(x), host.address(out));
      return out;
    },
  };
}
