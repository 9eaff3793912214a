import * as tf from "@tensorflow/tfjs";
import { get, linear, openAttention, type Tensors } from "./layers.ts";

/** The options of the authors' constructor that are read here. */
export interface LstmConfiguration {
  readonly iterations: number;
  readonly heads: number;
  readonly num_layers: number;
}

/**
 * The LSTM that reads once a tick, operation by operation.
 *
 * @param map `[batch, tokens, channels]`.
 * @returns Predictions of every tick, `[batch, classes]` each.
 */
export function lstm(
  tensors: Tensors,
  { iterations, heads, num_layers: layers }: LstmConfiguration,
  map: tf.Tensor3D,
): tf.Tensor[] {
  const [batch] = map.shape;
  const read = openAttention(tensors, heads, map);
  const start = (name: string) => {
    const rows = get(tensors, name);
    const [, width] = rows.shape;
    return Array.from(
      { length: layers },
      (_, layer) => tf.tile(tf.slice(rows, [layer, 0], [1, width]), [batch, 1]),
    );
  };
  const hidden = start("start_hidden_state");
  const cell = start("start_cell_state");
  const predictions: tf.Tensor[] = [];
  for (let tick = 0; tick < iterations; tick++) {
    let below: tf.Tensor = read(hidden[layers - 1]!);
    for (let layer = 0; layer < layers; layer++) {
      const part = (kind: string, x: tf.Tensor) =>
        tf.add(
          tf.matMul(x as tf.Tensor2D, get(tensors, `lstm.weight_${kind}_l${layer}`)),
          get(tensors, `lstm.bias_${kind}_l${layer}`),
        );
      const gates = tf.add(part("ih", below), part("hh", hidden[layer]!));
      const [enter, forget, candidate, leave] = tf.split(gates, 4, 1);
      cell[layer] = tf.add(
        tf.mul(tf.sigmoid(forget!), cell[layer]!),
        tf.mul(tf.sigmoid(enter!), tf.tanh(candidate!)),
      );
      below = hidden[layer] = tf.mul(tf.sigmoid(leave!), tf.tanh(cell[layer]!));
    }
    predictions.push(linear(tensors, "output_projector.0", below));
  }
  return predictions;
}
