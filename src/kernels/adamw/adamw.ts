import type * as tf from "../../tensor/tf.ts";
import type { MakeKernels } from "../install.ts";
import { namedKernel, sizeOf } from "../named_kernel.ts";
import { mark, markOutside } from "../profile.ts";
import type { Host } from "../wasm/host.ts";

/** Words of 4 bytes that the kernel has for each tensor. */
const ENTRY = 5;

/** Numbers of one update, the same for all elements. */
export interface AdamwAttributes {
  /** What clips the gradient of each parameter. */
  readonly factors: readonly number[];
  /** Largest global norm, or `null` not to clip by it. */
  readonly clipNorm: number | null;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  /** Root of the bias of the second moments. */
  readonly bias: number;
  /** Learning rate over the bias of the first moments. */
  readonly rate: number;
  /** What weight decay leaves of a parameter. */
  readonly kept: number;
}

/**
 * `GradientNorms` of any number of tensors, named 0, 1, ...: their L2 norms as one vector, and the
 * norm of all of them together. `Adamw` of parameters named `parameter0`, `parameter1`, ...: the new
 * parameters; their moments, `first` and `second`, one after the other, are changed in place.
 */
export const adamwKernels: MakeKernels = (host) => [
  namedKernel(
    "GradientNorms",
    (inputs: tf.NamedTensorInfoMap) => norms(host, Object.values(inputs) as tf.TensorInfo[]),
  ),
  namedKernel(
    "Adamw",
    (inputs: tf.NamedTensorInfoMap, attributes: AdamwAttributes) =>
      update(host, inputs, attributes),
  ),
];

function norms(host: Host, tensors: readonly tf.TensorInfo[]): tf.TensorInfo[] {
  const { kernels, output, address, scratch } = host;
  markOutside();
  const count = tensors.length;
  const each = output([count]);
  const all = output([]);
  // The kernel writes the norm of all behind the others.
  scratch(3 * count + 1, (addresses) => {
    const sizes = addresses + 4 * count;
    const found = sizes + 4 * count;
    const table = host.integers(addresses, 2 * count);
    tensors.forEach((tensor, i) => {
      table[i] = address(tensor);
      table[count + i] = sizeOf(tensor);
    });
    kernels.norms(addresses, sizes, found, count);
    host.floats(address(each), count).set(host.floats(found, count));
    host.floats(address(all), 1)[0] = host.floats(found + 4 * count, 1)[0]!;
  });
  mark("gradient norms");
  return [each, all];
}

function update(
  host: Host,
  inputs: tf.NamedTensorInfoMap,
  { factors, clipNorm, beta1, beta2, epsilon, bias, rate, kept }: AdamwAttributes,
): tf.TensorInfo[] {
  const { kernels, output, address, scratch } = host;
  markOutside();
  const count = factors.length;
  const parameters = factors.map((_, i) => inputs[`parameter${i}`]!);
  const updated = parameters.map(({ shape }) => output(shape));
  const norm = clipNorm === null ? 0 : address(inputs["norm"]!);
  const moments = [address(inputs["first"]!), address(inputs["second"]!)] as const;
  scratch(ENTRY * count, (table) => {
    const integers = host.integers(table, ENTRY * count);
    const floats = host.floats(table, ENTRY * count);
    parameters.forEach((parameter, i) => {
      const gradient = inputs[`gradient${i}`]!;
      integers.set([gradient, parameter, updated[i]!].map(address), ENTRY * i);
      integers[ENTRY * i + 3] = sizeOf(parameter);
      floats[ENTRY * i + 4] = factors[i]!;
    });
    kernels.adamw(
      ...[table, count, ...moments, norm, clipNorm ?? 0] as const,
      ...[beta1, 1 - beta1, beta2, 1 - beta2, bias, epsilon, rate, kept] as const,
    );
  });
  mark("AdamW");
  return updated;
}
