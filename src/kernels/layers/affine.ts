import type * as tf from "../../tensor/tf.ts";
import type { WasmKernel } from "../install.ts";
import { multiply, rowMajor } from "../mat_mul/matrix_product.ts";
import { sumMiddle } from "../reductions/sum.ts";
import type { Host } from "../wasm/host.ts";
import { asRows, namedKernel } from "../named_kernel.ts";

interface AffineInputs {
  /** `[..., inputs]`. */
  readonly x: tf.TensorInfo;
  /** `[inputs, outputs]`. */
  readonly weight: tf.TensorInfo;
  /** `[outputs]`. */
  readonly bias: tf.TensorInfo;
}

/** `Affine`, `x W + b`, and its three gradients; no operand is ever transposed in memory. */
export function affineKernels(host: Host): readonly WasmKernel[] {
  return [
    namedKernel("Affine", ({ x, weight, bias }: AffineInputs) => {
      const [inputs, outputs] = weight.shape as [number, number];
      const out = host.output([...x.shape.slice(0, -1), outputs]);
      const operands = {
        left: rowMajor(host.address(x), inputs),
        right: rowMajor(host.address(weight), outputs),
        size: { rows: asRows(x).rows, columns: outputs, inner: inputs },
      };
      multiply(host, operands, { address: host.address(out), bias: host.address(bias) });
      return out;
    }),
    namedKernel(
      "AffineGradient",
      ({ dy, x, weight }: Omit<AffineInputs, "bias"> & { readonly dy: tf.TensorInfo }) => [
        ...productGradients(host, { dy, a: x, b: weight }),
        sumOfRows(host, dy),
      ],
    ),
    namedKernel(
      "MatMulGradient",
      (inputs: { dy: tf.TensorInfo; a: tf.TensorInfo; b: tf.TensorInfo }) =>
        productGradients(host, inputs),
    ),
    namedKernel("SumRows", ({ x }: { x: tf.TensorInfo }) => sumOfRows(host, x)),
  ];
}

/** Gradients of `a b` with a `[..., inner]` and b `[inner, columns]`. */
function productGradients(
  host: Host,
  { dy, a, b }: {
    readonly dy: tf.TensorInfo;
    readonly a: tf.TensorInfo;
    readonly b: tf.TensorInfo;
  },
): [tf.TensorInfo, tf.TensorInfo] {
  const [inner, columns] = b.shape as [number, number];
  const { rows } = asRows(a);
  const aGradient = host.output(a.shape);
  multiply(host, {
    left: rowMajor(host.address(dy), columns),
    right: rowMajor(host.address(b), columns, true),
    size: { rows, columns: inner, inner: columns },
  }, { address: host.address(aGradient) });
  const bGradient = host.output(b.shape);
  multiply(host, {
    left: rowMajor(host.address(a), inner, true),
    right: rowMajor(host.address(dy), columns),
    size: { rows: inner, columns, inner: rows },
  }, { address: host.address(bGradient) });
  return [aGradient, bGradient];
}

/** Sum over all axes but the last. */
function sumOfRows(host: Host, x: tf.TensorInfo): tf.TensorInfo {
  const { rows, columns } = asRows(x);
  const out = host.output([columns]);
  if (rows === 0) host.kernels.clear(host.address(out), columns);
  else {
    const addresses = { x: host.address(x), out: host.address(out) };
    sumMiddle(host, addresses, { outer: 1, count: rows, inner: columns });
  }
  return out;
}
