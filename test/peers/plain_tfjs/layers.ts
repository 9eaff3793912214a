import * as tf from "@tensorflow/tfjs";

/** Parameters and neuron pairs by the authors' names; matrices are `[inputs, outputs]`. */
export type Tensors = ReadonlyMap<string, tf.Tensor>;

/** The tensor called `name`. */
export function get<T extends tf.Tensor = tf.Tensor2D>(tensors: Tensors, name: string): T {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw new Error(`There is no tensor ${name}`);
  return tensor as T;
}

/** An affine map of the last axis. */
export function linear(tensors: Tensors, name: string, x: tf.Tensor): tf.Tensor {
  const weight = get(tensors, `${name}.weight`);
  const [inputs, outputs] = weight.shape;
  const rows = tf.matMul(tf.reshape(x, [-1, inputs]), weight);
  const sum = tf.add(rows, get(tensors, `${name}.bias`));
  return tf.reshape(sum, [...x.shape.slice(0, -1), outputs]);
}

/** Layer normalisation of the last axis. */
export function layerNorm(tensors: Tensors, name: string, x: tf.Tensor): tf.Tensor {
  const { mean, variance } = tf.moments(x, -1, true);
  const normal = tf.div(tf.sub(x, mean), tf.sqrt(tf.add(variance, 1e-5)));
  return tf.add(tf.mul(normal, get(tensors, `${name}.weight`)), get(tensors, `${name}.bias`));
}

/** Gated linear unit of the last axis. */
export function glu(x: tf.Tensor): tf.Tensor {
  const [value, gate] = tf.split(x, 2, -1);
  return tf.mul(value!, tf.sigmoid(gate!));
}

/** Reads tokens `[batch, tokens, channels]` by a question `[batch, width]` at every tick. */
export function openAttention(
  tensors: Tensors,
  heads: number,
  map: tf.Tensor3D,
): (asking: tf.Tensor) => tf.Tensor2D {
  const tokens = layerNorm(tensors, "kv_proj.1", linear(tensors, "kv_proj.0", map));
  const [batch, count, width] = tokens.shape as [number, number, number];
  const size = width / heads;
  const [queryWeight, keyWeight, valueWeight] = tf.split(
    get(tensors, "attention.in_proj_weight"),
    3,
    1,
  );
  const [queryBias, keyBias, valueBias] = tf.split(
    get<tf.Tensor1D>(tensors, "attention.in_proj_bias"),
    3,
  );
  const project = (x: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor) =>
    tf.add(tf.matMul(tf.reshape(x, [-1, width]), weight as tf.Tensor2D), bias);
  const split = (x: tf.Tensor, length: number) =>
    tf.transpose(tf.reshape(x, [batch, length, heads, size]), [0, 2, 1, 3]);
  const keys = split(project(tokens, keyWeight!, keyBias!), count);
  const values = split(project(tokens, valueWeight!, valueBias!), count);
  return (asking) => {
    const query = project(linear(tensors, "q_proj", asking), queryWeight!, queryBias!);
    const scores = tf.matMul(tf.div(split(query, 1), Math.sqrt(size)), keys, false, true);
    const mixed = tf.matMul(tf.softmax(scores), values);
    const answer = linear(tensors, "attention.out_proj", tf.reshape(mixed, [batch, width]));
    return answer as tf.Tensor2D;
  };
}
