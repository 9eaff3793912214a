import * as tf from "../../tensor/tf.ts";
import type { WasmKernel } from "../install.ts";
import type { Host } from "../wasm/host.ts";
import { stockKernel } from "../wasm/stock_kernel.ts";
import { canCopy } from "./copied.ts";

/** Bytes of an element. */
const ELEMENT = 4;

/** A tensor as `[outer, axis, inner]`. */
interface Cut {
  readonly axis: number;
  readonly outer: number;
  readonly inner: number;
}

function cutAt(shape: readonly number[], axis: number): Cut {
  return {
    axis,
    outer: tf.util.sizeFromShape(shape.slice(0, axis)),
    inner: tf.util.sizeFromShape(shape.slice(axis + 1)),
  };
}

/** The same shape with another size along one axis. */
function withSize(shape: readonly number[], axis: number, size: number): number[] {
  return shape.map((old, i) => i === axis ? size : old);
}

/** Copies `outer` rows of `width` elements. */
function copyRows(
  { kernels }: Host,
  { from, to, outer, width }: {
    readonly from: { readonly address: number; readonly stride: number };
    readonly to: { readonly address: number; readonly stride: number };
    readonly outer: number;
    readonly width: number;
  },
): void {
  kernels.copyMatrices(
    ...[from.address, to.address, 1, 1, outer, width] as const,
    ...[0, 0, from.stride, 0, 0, to.stride] as const,
  );
}

/** Copies each part of `whole` along an axis to a tensor of its own. */
function take(
  host: Host,
  whole: tf.TensorInfo,
  parts: readonly { readonly shape: readonly number[]; readonly width: number }[],
): tf.TensorInfo[] {
  const stride = parts.reduce((sum, { width }) => sum + width, 0);
  const outer = stride === 0 ? 0 : tf.util.sizeFromShape(whole.shape) / stride;
  // Memory may grow with each new tensor, but addresses stay.
  let address = host.address(whole);
  return parts.map(({ shape, width }) => {
    const out = host.output(shape, whole.dtype);
    const to = { address: host.address(out), stride: width };
    copyRows(host, { from: { address, stride }, to, outer, width });
    address += ELEMENT * width;
    return out;
  });
}

/** Copies each of `parts` to its place along an axis of a new tensor. */
function join(
  host: Host,
  parts: readonly tf.TensorInfo[],
  { shape, outer }: { readonly shape: readonly number[]; readonly outer: number },
): tf.TensorInfo {
  const out = host.output(shape, parts[0]!.dtype);
  const stride = outer === 0 ? 0 : tf.util.sizeFromShape([...shape]) / outer;
  let address = host.address(out);
  for (const part of parts) {
    const width = outer === 0 ? 0 : tf.util.sizeFromShape(part.shape) / outer;
    const from = { address: host.address(part), stride: width };
    copyRows(host, { from, to: { address, stride }, outer, width });
    address += ELEMENT * width;
  }
  return out;
}

function inputsOf(inputs: tf.NamedTensorInfoMap): tf.TensorInfo[] {
  return Object.values(inputs) as tf.TensorInfo[];
}

/** Cutting tensors along an axis and putting them side by side. */
export function partKernels(host: Host): readonly WasmKernel[] {
  const stock = {
    split: stockKernel("SplitV"),
    unpack: stockKernel("Unpack"),
    concat: stockKernel("Concat"),
    pack: stockKernel("Pack"),
  };
  return [
    {
      kernelName: "SplitV",
      run: (args) => {
        const x = args.inputs["x"]!;
        const { numOrSizeSplits, axis } = args.attrs as unknown as SplitAttributes;
        if (!canCopy([x])) return stock.split(args);
        const cut = cutAt(x.shape, tf.util.parseAxisParam(axis, x.shape)[0]!);
        const sizes = tf.backend_util.prepareSplitSize(x as tf.Tensor, numOrSizeSplits, cut.axis);
        const parts = sizes.map((size) => ({
          shape: withSize(x.shape, cut.axis, size),
          width: size * cut.inner,
        }));
        return take(host, x, parts);
      },
    },
    {
      kernelName: "Unpack",
      run: (args) => {
        const x = args.inputs["value"]!;
        if (!canCopy([x])) return stock.unpack(args);
        const { axis } = args.attrs as unknown as { readonly axis: number };
        const cut = cutAt(x.shape, tf.util.parseAxisParam(axis, x.shape)[0]!);
        const shape = x.shape.filter((_, i) => i !== cut.axis);
        const parts = Array.from(
          { length: x.shape[cut.axis]! },
          () => ({ shape, width: cut.inner }),
        );
        return take(host, x, parts);
      },
    },
    {
      kernelName: "Concat",
      run: (args) => {
        const all = inputsOf(args.inputs);
        const parts = all.filter(({ shape }) => tf.util.sizeFromShape(shape) > 0);
        if (parts.length < 2 || !canCopy(parts)) return stock.concat(args);
        const { axis: given } = args.attrs as unknown as { readonly axis: number };
        const axis = tf.util.parseAxisParam(given, all[0]!.shape)[0]!;
        const shapes = all.map(({ shape }) => shape);
        tf.backend_util.assertParamsConsistent(shapes, axis);
        const shape = tf.backend_util.computeOutShape(shapes, axis);
        return join(host, parts, { shape, outer: cutAt(shape, axis).outer });
      },
    },
    {
      kernelName: "Pack",
      run: (args) => {
        const parts = inputsOf(args.inputs);
        const first = parts[0]!;
        const same = parts.every(({ shape }) => tf.util.arraysEqual(shape, first.shape));
        if (parts.length < 2 || !same || !canCopy(parts)) return stock.pack(args);
        const { axis: given } = args.attrs as unknown as { readonly axis: number };
        const axis = given < 0 ? given + first.shape.length + 1 : given;
        const shape = first.shape.toSpliced(axis, 0, parts.length);
        return join(host, parts, { shape, outer: cutAt(shape, axis).outer });
      },
    },
  ];
}

interface SplitAttributes {
  readonly numOrSizeSplits: number | number[];
  readonly axis: number;
}
