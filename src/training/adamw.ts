import * as tf from "../tensor/tf.ts";
import { type AdamwKernels, adamwKernels } from "./adamw_kernels.ts";
import type { AdamwOptions } from "./options.ts";
import { disposeGroups, moment, type MomentGroup, regroup } from "./moment_groups.ts";
import { type ClipMemory, createQuantileClip, type QuantileClip } from "./quantile_clip.ts";

/** An optimiser over a fixed set of variables. */
export interface Optimiser {
  /**
   * One update. It is under way when the call returns, and waits for the device only where the
   * update depends on numbers read from it.
   *
   * @param gradients By variable name, as `tf.variableGrads` returns them; disposed by the caller,
   *   once the promise is fulfilled. A variable without one is left alone, weight decay included.
   * @returns The global gradient norm before clipping; the caller disposes it.
   */
  step(gradients: tf.NamedTensorMap, learningRate: number): Promise<tf.Scalar>;
  /** Tensors that the optimiser holds; more after a step that trained other parameters. */
  tensors(): number;
  /** Reads what another optimiser of the same variables needs to go on from here. */
  memory(): Promise<OptimiserMemory>;
  /** Replaces what it remembers. */
  recall(memory: OptimiserMemory): void;
  dispose(): void;
}

/** What an optimiser remembers of its steps. Variables are named by their place in its list. */
export interface OptimiserMemory {
  readonly groups: readonly {
    readonly variables: readonly number[];
    readonly steps: number;
    /** Both moments of all its variables as one vector. */
    readonly first: Float32Array;
    readonly second: Float32Array;
  }[];
  /** Steps and norms that each variable's gradient is clipped by. */
  readonly clips: readonly {
    readonly variable: number;
    readonly steps: number;
    readonly norms: Float32Array;
  }[];
}

/**
 * AdamW with decoupled weight decay and clipping, by the global norm or for each parameter by a
 * quantile of its past norms. All parameters that are trained together are treated as one vector, so
 * an update costs a dozen operations instead of a dozen per parameter; a quantile costs three more
 * per parameter and one read. On a backend with kernels for it, it is one call of each.
 *
 * Source: Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2, in PyTorch's order of
 * operations; clipping scales by `min(1, c / (norm + 1e-6))`.
 */
export function createAdamw(
  variables: readonly tf.Variable[],
  options: Omit<AdamwOptions, "learningRate">,
): Optimiser {
  const { beta1, beta2, epsilon, weightDecay, clipNorm, clipQuantile, clipHistory } = options;
  const clips = new Map<string, QuantileClip>();
  let groups: MomentGroup[] = [];

  async function step(gradients: tf.NamedTensorMap, learningRate: number): Promise<tf.Scalar> {
    const trained = variables.filter((variable) => gradients[variable.name]);
    groups = regroup(groups, trained);
    const parts = trained.map((variable) => gradients[variable.name]!);
    const kernels = adamwKernels(options);
    if (kernels !== null) return await stepByKernels(kernels, { gradients, trained, learningRate });
    const factors = clipQuantile === null
      ? new Map<string, number>()
      : quantileFactors(trained, await readNorms(parts));
    return tf.tidy(() => {
      const norm = tf.sqrt(tf.sum(tf.square(flatten(parts)))) as tf.Scalar;
      const share = clipNorm === null ? null : tf.minimum(tf.div(clipNorm, tf.add(norm, 1e-6)), 1);
      for (const group of groups) {
        if (!gradients[group.variables[0]!.name]) continue;
        const gradient = flatten(group.variables.map(({ name }) => {
          const factor = factors.get(name) ?? 1;
          return factor === 1 ? gradients[name]! : tf.mul(gradients[name]!, factor);
        }));
        update(group, share === null ? gradient : tf.mul(gradient, share), learningRate);
      }
      return norm;
    });
  }

  async function stepByKernels(
    kernels: AdamwKernels,
    { gradients, trained, learningRate }: {
      readonly gradients: tf.NamedTensorMap;
      readonly trained: readonly tf.Variable[];
      readonly learningRate: number;
    },
  ): Promise<tf.Scalar> {
    const { each, all: norm } = kernels.norms(trained.map(({ name }) => gradients[name]!));
    const factors = clipQuantile === null
      ? new Map<string, number>()
      : quantileFactors(trained, await each.data());
    each.dispose();
    for (const group of groups) {
      if (!gradients[group.variables[0]!.name]) continue;
      kernels.update(group, { gradients, factors, norm, learningRate });
    }
    return norm;
  }

  function update(group: MomentGroup, gradient: tf.Tensor, learningRate: number): void {
    const { first, second } = group;
    group.steps++;
    first.assign(tf.add(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1)));
    second.assign(tf.add(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
    const denominator = tf.add(
      tf.div(tf.sqrt(second), Math.sqrt(1 - beta2 ** group.steps)),
      epsilon,
    );
    const change = tf.mul(
      tf.div(first, denominator),
      learningRate / (1 - beta1 ** group.steps),
    );
    const decayed = tf.mul(flatten(group.variables), 1 - learningRate * weightDecay);
    assign(group.variables, tf.sub(decayed, change) as tf.Tensor1D);
  }

  /** @param norms Of the gradient of each variable. */
  function quantileFactors(
    trained: readonly tf.Variable[],
    norms: ArrayLike<number>,
  ): Map<string, number> {
    return new Map(trained.map(({ name }, i) => {
      const clip = clips.get(name) ?? createClip();
      clips.set(name, clip);
      return [name, clip.factors([norms[i]!])[0]!];
    }));
  }

  function createClip(memory?: ClipMemory): QuantileClip {
    return createQuantileClip({ quantile: clipQuantile!, history: clipHistory, memory });
  }

  async function memory(): Promise<OptimiserMemory> {
    const read = async ({ variables: own, first, second, steps }: MomentGroup) => ({
      variables: own.map((variable) => variables.indexOf(variable)),
      steps,
      first: await first.data() as Float32Array,
      second: await second.data() as Float32Array,
    });
    return {
      groups: await Promise.all(groups.map(read)),
      clips: variables.flatMap(({ name }, variable) => {
        const clip = clips.get(name);
        if (clip === undefined) return [];
        const { steps, norms } = clip.memory();
        return [{ variable, steps, norms: Float32Array.from(norms[0]!) }];
      }),
    };
  }

  function recall(memory: OptimiserMemory): void {
    disposeGroups(groups);
    groups = memory.groups.map(({ variables: own, steps, first, second }) => ({
      variables: own.map((index) => variables[index]!),
      steps,
      first: moment(first),
      second: moment(second),
    }));
    clips.clear();
    for (const { variable, steps, norms } of memory.clips) {
      clips.set(variables[variable]!.name, createClip({ steps, norms: [[...norms]] }));
    }
  }

  return {
    step,
    tensors: () => 2 * groups.length,
    memory,
    recall,
    dispose: () => disposeGroups(groups),
  };
}

/** The L2 norm of each tensor, in one read. */
async function readNorms(tensors: readonly tf.Tensor[]): Promise<ArrayLike<number>> {
  const norms = tf.tidy(() =>
    tf.stack(tensors.map((tensor) => tf.sqrt(tf.sum(tf.square(tensor)))))
  );
  const values = await norms.data();
  norms.dispose();
  return values;
}

function flatten(tensors: readonly tf.Tensor[]): tf.Tensor1D {
  return tf.concat(tensors.map((tensor) => tf.reshape(tensor, [tensor.size]))) as tf.Tensor1D;
}

function assign(variables: readonly tf.Variable[], values: tf.Tensor1D): void {
  let start = 0;
  for (const variable of variables) {
    variable.assign(tf.reshape(tf.slice(values, start, variable.size), variable.shape));
    start += variable.size;
  }
}
