import type * as tf from "../../tensor/tf.ts";
import { sizeOf } from "../named_kernel.ts";
import { mark, markOutside } from "../profile.ts";
import { createLayout, FLOAT } from "../recurrence/section.ts";
import type { Host } from "../wasm/host.ts";
import { planConvolution, planConvolutionGradient } from "./plan_convolution.ts";
import { convolutionFlops, type ConvolutionShape } from "./shape.ts";

/** A convolution in groups, each of which sees only its own channels. */
export interface Groups {
  /** Of one group. */
  readonly shape: ConvolutionShape;
  /** Default 1. */
  readonly groups?: number;
}

/** Convolves x with a filter. */
export function runConvolution(
  host: Host,
  { shape, groups = 1 }: Groups,
  { x, filter, y }: {
    readonly x: tf.TensorInfo;
    readonly filter: tf.TensorInfo;
    readonly y: tf.TensorInfo;
  },
): void {
  markOutside();
  const layout = createLayout();
  const run = planConvolution(host, layout, shape);
  const addresses = { x: host.address(x), filter: host.address(filter), y: host.address(y) };
  host.scratch(layout.floats(), (memory) => {
    for (let group = 0; group < groups; group++) {
      const inputs = FLOAT * group * shape.channels;
      const outputs = FLOAT * group * shape.outputs;
      run(memory, {
        x: addresses.x + inputs,
        filter: addresses.filter + outputs,
        y: addresses.y + outputs,
      });
    }
  });
  mark("convolutions forward", groups * convolutionFlops(shape));
}

/** Operands of {@link runConvolutionGradient}; gradients that are `null` are not computed. */
export interface GradientOperands {
  readonly dy: tf.TensorInfo;
  /** `null` only where the filter gradient is not asked for. */
  readonly x: tf.TensorInfo | null;
  /** `null` only where the input gradient is not asked for. */
  readonly filter: tf.TensorInfo | null;
  readonly dx: tf.TensorInfo | null;
  readonly dw: tf.TensorInfo | null;
}

/** Computes the gradients of a convolution. */
export function runConvolutionGradient(
  host: Host,
  { shape, groups = 1 }: Groups,
  { dy, x, filter, dx, dw }: GradientOperands,
): void {
  markOutside();
  const layout = createLayout();
  const at = (tensor: tf.TensorInfo | null) => tensor === null ? 0 : host.address(tensor);
  const starts = { dy: at(dy), x: at(x), filter: at(filter), dx: at(dx), dw: at(dw) };
  let dyAddress = starts.dy;
  const run = planConvolutionGradient(host, layout, shape, {
    source: { kind: "tensor", address: () => dyAddress },
    wanted: { input: dx !== null, filter: dw !== null },
  });
  if (dw !== null && groups > 1) host.kernels.clear(starts.dw, sizeOf(dw));
  host.scratch(layout.floats(), (memory) => {
    for (let group = 0; group < groups; group++) {
      const inputs = FLOAT * group * shape.channels;
      const outputs = FLOAT * group * shape.outputs;
      dyAddress = starts.dy + outputs;
      run(memory, {
        x: starts.x + inputs,
        filter: starts.filter + outputs,
        dx: dx === null ? null : starts.dx + inputs,
        dw: dw === null ? null : starts.dw + outputs,
      });
    }
  });
  const parts = (dx === null ? 0 : 1) + (dw === null ? 0 : 1);
  mark("convolutions backward", groups * parts * convolutionFlops(shape));
}
