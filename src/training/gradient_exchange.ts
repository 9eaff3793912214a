import type { Model } from "../contract/mod.ts";
import * as tf from "../tensor/tf.ts";
import type { Barrier } from "./barrier.ts";
import type { BatchPart } from "./batch_part.ts";
import type { SharedMemory } from "./shared_memory.ts";

/** What a step is made from, as `tf.variableGrads` returns it. (A type alias, as `tf.tidy` asks.) */
export type LossAndGradients = {
  /** Mean loss of the examples. */
  readonly value: tf.Scalar;
  /** By variable name; a parameter that the loss does not depend on has none. */
  readonly grads: tf.NamedTensorMap;
};

/** One replica of a model and what it has in common with the others. */
export interface ReplicaContext {
  readonly model: Pick<Model, "parameters" | "buffers">;
  readonly memory: SharedMemory;
  readonly barrier: Barrier;
  /** Of each batch, the part that this replica learns from. */
  readonly part: BatchPart;
}

/** Elements that are added up in one go, so that the sums stay in the nearest cache. */
const BLOCK = 2048;

/**
 * The means over all replicas of their losses and gradients. Buffers, the running statistics of batch
 * normalisation, become their means as well. Each mean is computed by one replica, which adds in the
 * order of the replicas in float64, and read by all: they go on with the same bits.
 *
 * A gradient that only some replicas have counts as 0 in the others; one that none has stays absent.
 *
 * @param own What this replica found; disposed.
 * @returns The caller disposes it.
 * @throws {BarrierEnded} If there is no other replica any more.
 */
export async function exchangeGradients(
  own: LossAndGradients,
  { model, memory, barrier, part }: ReplicaContext,
): Promise<LossAndGradients> {
  await write(own, { model, memory, part });
  tf.dispose(own);
  await barrier.pass();
  averageShare(memory, part);
  await barrier.pass();
  return read(model, memory);
}

async function write(
  { value, grads }: LossAndGradients,
  { model, memory, part: { replica } }: Omit<ReplicaContext, "barrier">,
): Promise<void> {
  const found = memory.found[replica]!;
  const trained = memory.trained[replica]!;
  found.set(await value.data(), 0);
  let start = 1;
  let parameter = 0;
  for (const { name, size } of model.parameters.values()) {
    const gradient = grads[name];
    trained[parameter++] = gradient === undefined ? 0 : 1;
    if (gradient === undefined) found.fill(0, start, start + size);
    else found.set(await gradient.data(), start);
    start += size;
  }
  for (const buffer of model.buffers.values()) {
    found.set(await buffer.data(), start);
    start += buffer.size;
  }
}

/** Averages this replica's share of the numbers; the others average the rest. */
function averageShare({ found, mean }: SharedMemory, { replica, replicas }: BatchPart): void {
  const from = Math.floor(replica * mean.length / replicas);
  const to = Math.floor((replica + 1) * mean.length / replicas);
  const sums = new Float64Array(BLOCK);
  for (let start = from; start < to; start += BLOCK) {
    const end = Math.min(to, start + BLOCK);
    sums.fill(0);
    for (const values of found) {
      for (let i = start; i < end; i++) sums[i - start]! += values[i]!;
    }
    for (let i = start; i < end; i++) mean[i] = sums[i - start]! / replicas;
  }
}

function read(
  { parameters, buffers }: Pick<Model, "parameters" | "buffers">,
  { mean, trained }: SharedMemory,
): LossAndGradients {
  return tf.tidy(() => {
    let start = 1;
    // Copied: the next step overwrites the memory, and the cpu backend keeps the array it is given.
    const next = ({ size, shape }: tf.Variable) =>
      tf.tensor(mean.slice(start, start += size), shape);
    const grads: tf.NamedTensorMap = {};
    let parameter = 0;
    for (const variable of parameters.values()) {
      const place = parameter++;
      if (trained.some((flags) => flags[place] === 1)) grads[variable.name] = next(variable);
      else start += variable.size;
    }
    for (const buffer of buffers.values()) buffer.assign(next(buffer));
    return { value: tf.scalar(mean[0]!), grads };
  });
}
