import { fusedKernel } from "../tensor/fused_kernel.ts";
import * as tf from "../tensor/tf.ts";
import type { MomentGroup } from "./moment_groups.ts";

/** Settings of an update that are the same at every step. */
export interface AdamwSettings {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
  readonly clipNorm: number | null;
}

/** What an update of one group is made from. */
export interface GroupUpdate {
  /** By variable name. */
  readonly gradients: tf.NamedTensorMap;
  /** What clips the gradients, by variable name; 1 for those that it lacks. */
  readonly factors: ReadonlyMap<string, number>;
  /** The global norm. */
  readonly norm: tf.Scalar;
  readonly learningRate: number;
}

/** AdamW by two kernels that go over all parameters in one call each. */
export interface AdamwKernels {
  /** L2 norms: of each tensor, `[tensors]`, and of all of them together. */
  norms(tensors: readonly tf.Tensor[]): { readonly each: tf.Tensor1D; readonly all: tf.Scalar };
  /** Moves the moments of a group in place and gives its variables new values. */
  update(group: MomentGroup, update: GroupUpdate): void;
}

/** The kernels of the active backend, or `null` if it has none. */
export function adamwKernels(settings: AdamwSettings): AdamwKernels | null {
  const norms = fusedKernel("GradientNorms");
  const adamw = fusedKernel("Adamw");
  if (norms === null || adamw === null) return null;
  const { beta1, beta2, epsilon, weightDecay, clipNorm } = settings;
  return {
    norms: (tensors) => {
      const [each, all] = norms(numbered("", tensors), {});
      return { each: each as tf.Tensor1D, all: all as tf.Scalar };
    },
    update: (group, { gradients, factors, norm, learningRate }) => {
      const { variables, first, second } = group;
      group.steps++;
      const own = variables.map(({ name }) => gradients[name]!);
      const values = adamw({
        ...{ first, second, norm },
        ...numbered("gradient", own),
        ...numbered("parameter", variables),
      }, {
        factors: variables.map(({ name }) => factors.get(name) ?? 1),
        ...{ clipNorm, beta1, beta2, epsilon },
        bias: Math.sqrt(1 - beta2 ** group.steps),
        rate: learningRate / (1 - beta1 ** group.steps),
        kept: 1 - learningRate * weightDecay,
      });
      variables.forEach((variable, i) => variable.assign(values[i]!));
      tf.dispose(values);
    },
  };
}

/** Tensors under names that end in their numbers. */
function numbered(name: string, tensors: readonly tf.Tensor[]): tf.NamedTensorMap {
  return Object.fromEntries(tensors.map((tensor, i) => [`${name}${i}`, tensor]));
}
