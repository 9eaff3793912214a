import type * as tf from "../../tensor/tf.ts";
import type { WasmKernel } from "../install.ts";
import type { Host } from "../wasm/host.ts";
import { namedKernel, sizeOf } from "../named_kernel.ts";

interface GateGradientInputs {
  readonly dy: tf.TensorInfo;
  /** The value that the forward kernel returned. */
  readonly y: tf.TensorInfo;
  /** The gates that it returned. */
  readonly open: tf.TensorInfo;
}

interface GluAttributes {
  /** Not negative. */
  readonly axis: number;
}

/** Gated units. The forward kernels return the value and the gates. */
export function gateKernels({ kernels, address, output }: Host): readonly WasmKernel[] {
  return [
    namedKernel("Glu", ({ x }: { x: tf.TensorInfo }, { axis }: GluAttributes) => {
      const shape = x.shape.map((size, i) => i === axis ? size / 2 : size);
      const [out, open] = [output(shape), output(shape)];
      const { outer, half } = halves(shape, axis);
      kernels.glu(address(x), address(out), address(open), outer, half);
      return [out, open];
    }),
    namedKernel("GluGradient", ({ dy, y, open }: GateGradientInputs, { axis }: GluAttributes) => {
      const dx = output(y.shape.map((size, i) => i === axis ? 2 * size : size));
      const { outer, half } = halves(y.shape, axis);
      kernels.gluGradient(address(dy), address(y), address(open), address(dx), outer, half);
      return dx;
    }),
    namedKernel("Silu", ({ x }: { x: tf.TensorInfo }) => {
      const [out, open] = [output(x.shape), output(x.shape)];
      kernels.silu(address(x), address(out), address(open), sizeOf(x));
      return [out, open];
    }),
    namedKernel("SiluGradient", ({ dy, y, open }: GateGradientInputs) => {
      const dx = output(y.shape);
      kernels.siluGradient(address(dy), address(y), address(open), address(dx), sizeOf(y));
      return dx;
    }),
  ];
}

/** Floats of one half, and how often the halves alternate. */
function halves(shape: readonly number[], axis: number): { outer: number; half: number } {
  const product = (sizes: readonly number[]) => sizes.reduce((a, b) => a * b, 1);
  return { outer: product(shape.slice(0, axis)), half: product(shape.slice(axis)) };
}
