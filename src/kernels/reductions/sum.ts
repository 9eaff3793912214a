import * as tf from "../../tensor/tf.ts";
import type { WasmKernel } from "../install.ts";
import type { Host } from "../wasm/host.ts";
import { stockKernel } from "../wasm/stock_kernel.ts";

/** A reduction of neighbouring axes: the middle one of `[outer, count, inner]`. */
export interface Reduction {
  readonly outer: number;
  readonly count: number;
  readonly inner: number;
  /** Of the result. */
  readonly shape: readonly number[];
}

/**
 * How axes are reduced, or `null` if there is nothing to add up or other axes lie between them; those
 * of size 1 do not count.
 */
export function planReduction(
  shape: readonly number[],
  axis: number | number[],
  keepDims: boolean,
): Reduction | null {
  const axes = tf.util.parseAxisParam(axis, [...shape]);
  const reduced = axes.filter((axis) => shape[axis] !== 1).sort((a, b) => a - b);
  const first = reduced[0] ?? axes[0];
  const last = reduced.at(-1) ?? first;
  if (first === undefined || last === undefined) return null;
  const between = shape.slice(first, last + 1).filter((size) => size !== 1).length;
  const size = (part: readonly number[]) => tf.util.sizeFromShape([...part]);
  if (between !== reduced.length || size(shape) === 0) return null;
  return {
    outer: size(shape.slice(0, first)),
    count: size(shape.slice(first, last + 1)),
    inner: size(shape.slice(last + 1)),
    shape: shape.flatMap((size, i) => axes.includes(i) ? (keepDims ? [1] : []) : [size]),
  };
}

/** Writes the sums of a reduction of `x`, or their means, to `out`. */
export function sumMiddle(
  { kernels, scratch }: Host,
  { x, out, divisor = 1 }: {
    readonly x: number;
    readonly out: number;
    /** Default: 1. */
    readonly divisor?: number;
  },
  { outer, count, inner }: Omit<Reduction, "shape">,
): void {
  scratch(
    kernels.sumMiddleScratch(),
    (free) => kernels.sumMiddle(x, out, outer, count, inner, divisor, free),
  );
}

/**
 * Sums and means over neighbouring axes. The library transposes unless they are the last ones.
 */
export function sumKernels(host: Host): readonly WasmKernel[] {
  return ["Sum", "Mean"].map((kernelName) => {
    const stock = stockKernel(kernelName);
    return {
      kernelName,
      run: (args) => {
        const { inputs: { x }, attrs } = args;
        const { axis, keepDims } = attrs as unknown as SumAttributes;
        const plan = x!.dtype === "float32" ? planReduction(x!.shape, axis, keepDims) : null;
        if (plan === null) return stock(args);
        const out = host.output(plan.shape);
        const addresses = { x: host.address(x!), out: host.address(out) };
        const divisor = kernelName === "Mean" ? plan.count : 1;
        sumMiddle(host, { ...addresses, divisor }, plan);
        return out;
      },
    };
  });
}

interface SumAttributes {
  readonly axis: number | number[];
  readonly keepDims: boolean;
}
