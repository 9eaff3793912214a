import * as tf from "@tensorflow/tfjs";
import { get, glu, layerNorm, linear, openAttention, type Tensors } from "./layers.ts";

/** The options of the authors' constructor that are read here. */
export interface CtmConfiguration {
  readonly iterations: number;
  readonly d_model: number;
  readonly heads: number;
  readonly synapse_depth: number;
}

/**
 * The CTM with deep neuron-level models and random pairing, operation by operation.
 *
 * @param map `[batch, tokens, channels]`.
 * @returns Predictions of every tick, `[batch, classes]` each.
 */
export function ctm(
  tensors: Tensors,
  { iterations, d_model: neurons, heads, synapse_depth: depth }: CtmConfiguration,
  map: tf.Tensor3D,
): tf.Tensor[] {
  const [batch] = map.shape;
  const read = openAttention(tensors, heads, map);
  const repeat = (name: string) =>
    tf.tile(tf.expandDims(get(tensors, name), 0), [
      batch,
      ...get(tensors, name).shape.map(() => 1),
    ]);
  let z = repeat("start_activated_state") as tf.Tensor2D;
  // Neurons first, so that the weights of all of them are one batch of matrices.
  let history = tf.transpose(repeat("start_trace"), [1, 0, 2]) as tf.Tensor3D;
  const output = synchronisation(tensors, "out", neurons);
  const action = synchronisation(tensors, "action", neurons);
  output(z);
  const predictions: tf.Tensor[] = [];
  for (let tick = 0; tick < iterations; tick++) {
    const answer = read(action(z));
    const preActivations = synapse(tensors, depth, tf.concat([answer, z], 1));
    const newest = tf.expandDims(tf.transpose(preActivations), 2);
    const [, , memory] = history.shape;
    const kept = tf.slice(history, [0, 0, 1], [neurons, batch, memory - 1]);
    history = tf.concat([kept, newest], 2) as tf.Tensor3D;
    z = neuronLevelModels(tensors, history);
    predictions.push(linear(tensors, "output_projector.0", output(z)));
  }
  return predictions;
}

/** Decayed sums of products of pairs; each call adds those of one tick and reads the sums. */
function synchronisation(
  tensors: Tensors,
  side: "action" | "out",
  neurons: number,
): (z: tf.Tensor2D) => tf.Tensor {
  // Products with one-hot matrices: the backend has no gradient of a selection of columns.
  const select = (hand: string) => {
    const indices = get<tf.Tensor1D>(tensors, `${side}_neuron_indices_${hand}`);
    return tf.cast(tf.transpose(tf.oneHot(indices, neurons)), "float32") as tf.Tensor2D;
  };
  const [left, right] = [select("left"), select("right")];
  const decay = get(tensors, `decay_params_${side}`);
  const retention = tf.exp(tf.neg(tf.clipByValue(decay, 0, 15)));
  let sum: tf.Tensor | null = null;
  let count: tf.Tensor = tf.onesLike(retention);
  return (z) => {
    const products = tf.mul(tf.matMul(z, left), tf.matMul(z, right));
    if (sum === null) {
      sum = products;
    } else {
      sum = tf.add(tf.mul(sum, retention), products);
      count = tf.add(tf.mul(count, retention), 1);
    }
    return tf.div(sum, tf.sqrt(count));
  };
}

function synapse(tensors: Tensors, depth: number, u: tf.Tensor): tf.Tensor {
  if (depth === 1) return layerNorm(tensors, "synapses.3", glu(linear(tensors, "synapses.1", u)));
  const block = (name: string, index: number, x: tf.Tensor) => {
    const y = layerNorm(
      tensors,
      `synapses.${name}.${index + 1}`,
      linear(tensors, `synapses.${name}.${index}`, x),
    );
    return tf.mul(y, tf.sigmoid(y));
  };
  const down = [block("first_projection", 0, u)];
  for (let i = 0; i < depth - 1; i++) {
    down.push(block(`down_projections.${i}`, 1, down[i]!));
  }
  let x = down[depth - 1]!;
  for (let i = depth - 2; i >= 0; i--) {
    const up = block(`up_projections.${i}`, 1, x);
    x = layerNorm(tensors, `synapses.skip_lns.${i}`, tf.add(up, down[i]!));
  }
  return x;
}

/** @param history `[neurons, batch, memory]`. @returns `[batch, neurons]`. */
function neuronLevelModels(tensors: Tensors, history: tf.Tensor3D): tf.Tensor2D {
  let x: tf.Tensor = history;
  for (const layer of ["trace_processor.0.0", "trace_processor.0.2"]) {
    const weight = tf.transpose(get<tf.Tensor3D>(tensors, `${layer}.w1`), [2, 0, 1]);
    const bias = tf.transpose(get<tf.Tensor3D>(tensors, `${layer}.b1`), [1, 0, 2]);
    x = glu(tf.div(tf.add(tf.matMul(x, weight), bias), get(tensors, `${layer}.T`)));
  }
  return tf.transpose(tf.squeeze(x, [2]));
}
