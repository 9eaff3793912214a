import type * as tf from "../../tensor/tf.ts";
import type { WasmKernel } from "../install.ts";
import { namedKernel } from "../named_kernel.ts";
import type { Host } from "../wasm/host.ts";
import { type Groups, runConvolution, runConvolutionGradient } from "./run_convolution.ts";
import { outputShape, squareConvolution } from "./shape.ts";

/** Attributes of the kernels of a convolution. */
export interface ConvolutionAttributes {
  readonly stride: number;
  /** Zeros on all four sides. */
  readonly padding: number;
}

/** Attributes of a convolution in groups. */
interface GroupedAttributes extends ConvolutionAttributes {
  /** Default 1. */
  readonly groups?: number;
}

interface ConvolutionInputs {
  /** `[batch, height, width, channels]`. */
  readonly x: tf.TensorInfo;
  /** `[size, size, channels / groups, outputs]`. */
  readonly filter: tf.TensorInfo;
}

/** `Convolution`, in groups or not, and its two gradients, of which that of x may be left out. */
export function convolutionKernels(host: Host): readonly WasmKernel[] {
  return [
    namedKernel("Convolution", (inputs: ConvolutionInputs, attributes: GroupedAttributes) => {
      const parts = groupsOf(inputs, attributes);
      const y = host.output(outputShape(parts.shape));
      runConvolution(host, parts, { ...inputs, y });
      return y;
    }),
    namedKernel(
      "ConvolutionGradient",
      (
        inputs: ConvolutionInputs & { readonly dy: tf.TensorInfo },
        { inputGradient, ...attributes }: GroupedAttributes & { readonly inputGradient: boolean },
      ) => {
        const dx = inputGradient ? host.output(inputs.x.shape) : null;
        const dw = host.output(inputs.filter.shape);
        runConvolutionGradient(host, groupsOf(inputs, attributes), { ...inputs, dx, dw });
        return dx === null ? [dw] : [dx, dw];
      },
    ),
  ];
}

function groupsOf(
  { x, filter }: ConvolutionInputs,
  { groups = 1, ...geometry }: GroupedAttributes,
): Groups {
  const whole = squareConvolution(x.shape, filter.shape, geometry);
  const shape = { ...whole, channels: whole.channels / groups, outputs: whole.outputs / groups };
  return { shape, groups };
}
