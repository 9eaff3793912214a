import { fusedKernel } from "../../tensor/fused_kernel.ts";
import { withGradient } from "../../tensor/mod.ts";
import * as tf from "../../tensor/tf.ts";

/** What a recurrent core is computed from, by name. */
export interface CoreInputs {
  /** What gradients are wanted of: parameters, and maps and given answers that depend on some. */
  readonly trained: { readonly [name: string]: tf.Tensor };
  /** What is only read. */
  readonly constants: { readonly [name: string]: tf.Tensor };
}

/** What the kernel of a core is told besides its tensors. */
export interface CoreAttributes<Options> {
  readonly options: Options;
  /** Whether the pass keeps what the backward pass needs and returns it as a second tensor. */
  readonly keeps: boolean;
}

/** What the kernel of a core's gradient is told: the inputs whose gradients it returns, in order. */
export interface CoreGradientAttributes {
  readonly names: readonly string[];
}

/** Name of the kernel that computes the gradient of the core `name`. */
export function gradientOf(name: string): string {
  return `${name}Gradient`;
}

/**
 * Runs a whole recurrence as one operation with its own gradient.
 *
 * @returns The kernel's value, or `null` if the active backend has no such kernel.
 */
export function recurrentCore<Options>(
  name: string,
  { trained, constants }: CoreInputs,
  options: Options,
): tf.Tensor | null {
  const kernel = fusedKernel(name);
  if (kernel === null) return null;
  const run = (inputs: CoreInputs["trained"], keeps: boolean) => {
    const attributes: CoreAttributes<Options> = { options, keeps };
    return kernel({ ...constants, ...inputs }, attributes);
  };
  if (tf.engine().state.gradientDepth === 0) return run(trained, false)[0]!;
  const names = Object.keys(trained);
  const named = (tensors: readonly tf.Tensor[]) =>
    Object.fromEntries(tensors.map((tensor, i) => [names[i]!, tensor]));
  return withGradient(
    names.map((name) => trained[name]!),
    (...inputs) => {
      const [value, kept] = run(named(inputs), true) as [tf.Tensor, tf.Tensor];
      return { value, saved: [kept, ...inputs] };
    },
    (dy, kept, ...inputs) => {
      const attributes: CoreGradientAttributes = { names };
      return fusedKernel(gradientOf(name))!({ dy, kept: kept!, ...named(inputs) }, attributes);
    },
  );
}
