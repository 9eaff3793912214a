import { FLOAT, type Frame, type Pass } from "./section.ts";

/** Vector lanes in which gradients of biases are added up. */
export const LANES = 4;

/** Outputs that a packed layer has side by side. */
const PACKED_OUTPUTS = 4;

/** Sizes of one layer of all neurons. */
export interface LayerSize {
  /** 0 or 1: its place in the names of the parameters. */
  readonly index: number;
  readonly neurons: number;
  readonly inputs: number;
  /** Before gating. */
  readonly outputs: number;
}

/** Floats of a layer as `packNeuronLayer` writes it. */
export function packedLayerFloats({ neurons, inputs, outputs }: LayerSize): number {
  return neurons * Math.ceil(outputs / PACKED_OUTPUTS) * PACKED_OUTPUTS * (inputs + 1);
}

/** What a layer's weights and biases are multiplied by: 1 over its divisor. */
export function factorOf({ host }: Frame, pass: Pass, { index }: LayerSize): number {
  return 1 / host.floats(pass.parameter(`nlm.${index}.divisor`), 1)[0]!;
}

/** Addresses of a layer's parameters. */
export function layerParameters(
  pass: Pass,
  { index }: LayerSize,
): { readonly weight: number; readonly bias: number } {
  return {
    weight: pass.parameter(`nlm.${index}.weight`),
    bias: pass.parameter(`nlm.${index}.bias`),
  };
}

/**
 * The gradients of a layer's bias, from its sums, and of its divisor, once that of the weight is there:
 * every output is divided by it, so `-1 / T` times what weight and bias and their gradients have in
 * common.
 *
 * @param biasSums Address of `[neurons * outputs][4]`.
 */
export function finishLayer(
  frame: Frame,
  pass: Pass,
  size: LayerSize,
  biasSums: number,
): void {
  const { kernels } = frame.host;
  const { index, neurons, inputs, outputs } = size;
  const name = `nlm.${index}`;
  kernels.sumLanesOfRows(biasSums, pass.gradient(`${name}.bias`), neurons * outputs, 0);
  // One neuron after the other, and their sum in double precision: most of it cancels out.
  let shared = 0;
  for (const [part, count] of [["weight", inputs * outputs], ["bias", outputs]] as const) {
    const [values, gradients] = [pass.parameter, pass.gradient].map((of) => of(`${name}.${part}`));
    for (let start = 0; start < neurons * count; start += count) {
      shared += kernels.dotProduct(values! + FLOAT * start, gradients! + FLOAT * start, count);
    }
  }
  const gradient = frame.host.floats(pass.gradient(`${name}.divisor`), 1);
  gradient[0] = -factorOf(frame, pass, size) * shared;
}
