import type {
  ForwardOptions,
  Model,
  ModelContext,
  ModelInput,
  Prediction,
} from "../../src/contract/mod.ts";
import {
  createDropout,
  createParameters,
  type Parameters,
  predict,
  present,
  type Presented,
  readPresented,
} from "../../src/nn/mod.ts";
import { affine, matMul } from "../../src/tensor/mod.ts";
import * as tf from "../../src/tensor/tf.ts";
import { fusedRecurrence } from "./fused_recurrence.ts";
import { lstmOptionsSchema } from "./options.ts";
import { planLstm } from "./plan.ts";
import type { Recurrence } from "./recurrence.ts";

/**
 * Builds the LSTM baseline: the CTM's backbone and attention around a stack of LSTM layers. Its
 * query comes from the top layer's hidden state, its input is the answer alone.
 *
 * @param options See {@link lstmOptionsSchema}.
 *
 * Source: the authors' comparison, paper appendix G; Hochreiter and Schmidhuber 1997.
 */
export function buildLstm(
  options: unknown,
  { shape, random, replica }: ModelContext,
): Model {
  const resolved = lstmOptionsSchema.parse(options);
  const { declarations } = planLstm(resolved, shape);
  const parameters = createParameters(declarations, random.split("init"));
  const dropout = createDropout(random.split("dropout"), replica);
  const recurrence = { options: resolved, parameters, shape, dropout };
  return {
    parameters: parameters.trainable,
    buffers: parameters.buffers,
    ticks: resolved.ticks,
    forward: (input, forwardOptions) => tf.tidy(() => recur(recurrence, input, forwardOptions)),
    dispose: parameters.dispose,
  };
}

/** Questions pass the projection of tokens here, but not in the authors' CTM. */
const QUESTION_PATH = "key-value";

function recur(
  recurrence: Recurrence,
  input: ModelInput,
  forwardOptions: ForwardOptions,
): Prediction {
  const { options, parameters, shape } = recurrence;
  const context = {
    options,
    parameters,
    shape,
    questionPath: QUESTION_PATH,
    ...forwardOptions,
  } as const;
  const presented = present(input, context);
  return fusedRecurrence(recurrence, presented, forwardOptions) ??
    singleRecurrence(recurrence, presented, forwardOptions);
}

/** The ticks as single operations: the definition. */
function singleRecurrence(
  { options, parameters, shape, dropout }: Recurrence,
  presented: Presented,
  { mode, step, observe }: ForwardOptions,
): Prediction {
  const { layers } = options;
  const drop = dropout.pass(mode, step);
  const reader = readPresented(presented, {
    options,
    parameters,
    shape,
    questionPath: QUESTION_PATH,
    mode,
    observe,
    drop,
    dropRate: options.dropout,
  });
  const { batch, ticks } = reader;
  const weights = Array.from({ length: layers }, (_, layer) => layerWeights(parameters, layer));

  const hidden = startState(parameters.get<tf.Tensor2D>("start.hidden"), batch);
  const cell = startState(parameters.get<tf.Tensor2D>("start.cell"), batch);
  const tops: tf.Tensor2D[] = [];
  for (let tick = 1; tick <= ticks; tick++) {
    const { answer, weights: attention } = reader.read(tick, () => hidden[layers - 1]!);
    let below = answer;
    for (let layer = 0; layer < layers; layer++) {
      if (layer > 0) below = drop(below, options.dropout);
      const next = lstmCell(weights[layer]!, below, { hidden: hidden[layer]!, cell: cell[layer]! });
      hidden[layer] = next.hidden;
      cell[layer] = next.cell;
      below = next.hidden;
    }
    tops.push(below);
    if (attention !== null) observe?.("attention", tick, attention);
    observe?.("postActivations", tick, below);
  }

  return predict(parameters, tf.stack(tops, 1), shape);
}

interface LayerWeights {
  /** `[inputs + width, 4 * width]`; gates in the order input, forget, candidate, output. */
  readonly weight: tf.Tensor2D;
  /** `[4 * width]`, the sum of PyTorch's two biases. */
  readonly bias: tf.Tensor1D;
}

function layerWeights(parameters: Parameters, layer: number): LayerWeights {
  return {
    weight: tf.concat([
      parameters.get<tf.Tensor2D>(`lstm.${layer}.inputWeight`),
      parameters.get<tf.Tensor2D>(`lstm.${layer}.hiddenWeight`),
    ], 0) as tf.Tensor2D,
    bias: tf.add(
      parameters.get(`lstm.${layer}.inputBias`),
      parameters.get(`lstm.${layer}.hiddenBias`),
    ),
  };
}

/** Each layer's learned start, repeated over the batch. */
function startState(start: tf.Tensor2D, batch: number): tf.Tensor2D[] {
  const [layers, width] = start.shape;
  return Array.from({ length: layers }, (_, layer) => {
    const row = tf.slice(start, [layer, 0], [1, width]) as tf.Tensor2D;
    return matMul(tf.ones([batch, 1]), row);
  });
}

function lstmCell(
  { weight, bias }: LayerWeights,
  input: tf.Tensor2D,
  state: { readonly hidden: tf.Tensor2D; readonly cell: tf.Tensor2D },
): { hidden: tf.Tensor2D; cell: tf.Tensor2D } {
  const gates = affine(tf.concat([input, state.hidden], 1), weight, bias);
  const [enter, forget, candidate, leave] = tf.split(gates, 4, 1) as [
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
    tf.Tensor2D,
  ];
  const cell = tf.add(
    tf.mul(tf.sigmoid(forget), state.cell),
    tf.mul(tf.sigmoid(enter), tf.tanh(candidate)),
  ) as tf.Tensor2D;
  return { hidden: tf.mul(tf.sigmoid(leave), tf.tanh(cell)), cell };
}
