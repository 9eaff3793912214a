import type { ForwardOptions, Model, Prediction, ProblemShape } from "../contract/mod.ts";
import {
  attend,
  attentionMemory,
  backboneFeatures,
  certaintyOf,
  createParameters,
  keyValueTokens,
  linear,
  type Parameters,
  positionalEmbedding,
} from "../nn/mod.ts";
import type { Random } from "../random/mod.ts";
import { type ColumnSelection, columnSelection, matMul } from "../tensor/mod.ts";
import * as tf from "../tensor/tf.ts";
import { neuronLevelModels, nlmWeights } from "./neuron_level_model.ts";
import { chooseNeurons, type CtmPairs, expandPairs } from "./neuron_pairs.ts";
import { type CtmOptions, ctmOptionsSchema } from "./options.ts";
import { type CtmPlan, planCtm } from "./plan.ts";
import { synapse } from "./synapse.ts";
import {
  addToSynchronisation,
  projectDecay,
  startSynchronisation,
  synchronisation,
} from "./synchronisation.ts";

/**
 * Builds a Continuous Thought Machine.
 *
 * @param options See {@link ctmOptionsSchema}.
 * @param context `pairs` replaces the drawn neuron pairs, for loading a checkpoint.
 *
 * Source: Darlow et al. 2025, arXiv:2505.05522, section 3.
 */
export function buildCtm(
  options: unknown,
  context: {
    readonly shape: ProblemShape;
    readonly random: Random;
    readonly pairs?: CtmPairs;
  },
): Model {
  const resolved = ctmOptionsSchema.parse(options);
  const { shape, random } = context;
  const plan = planCtm(resolved, shape);
  const parameters = createParameters(plan.declarations, random.split("init"));
  const chosen = context.pairs ?? chooseNeurons(resolved, random.split("ctm-pairs"));
  const pairs = selectPairs(resolved, chosen);
  return {
    parameters: parameters.trainable,
    buffers: parameters.buffers,
    ticks: resolved.ticks,
    forward: (input, forwardOptions) => {
      projectDecay(parameters.get<tf.Variable>("decay.action"));
      projectDecay(parameters.get<tf.Variable>("decay.output"));
      return tf.tidy(() =>
        think({ options: resolved, plan, parameters, pairs, shape }, input, forwardOptions)
      );
    },
    dispose: () => {
      parameters.dispose();
      pairs.dispose();
    },
  };
}

/** One selection for all entries: left neurons of output and action, then the right ones. */
function selectPairs(options: CtmOptions, chosen: CtmPairs): ColumnSelection {
  const output = expandPairs(options.neuronSelection, chosen.output);
  const action = expandPairs(options.neuronSelection, chosen.action);
  const columns = [output.left, action.left, output.right, action.right].flatMap((x) => [...x]);
  return columnSelection(Int32Array.from(columns), options.neurons);
}

interface Machine {
  readonly options: CtmOptions;
  readonly plan: CtmPlan;
  readonly parameters: Parameters;
  readonly pairs: ColumnSelection;
  readonly shape: ProblemShape;
}

/** Drops the oldest pre-activation of `[neurons, batch, memory]` and appends the newest. */
function shiftHistory(history: tf.Tensor3D, newest: tf.Tensor3D): tf.Tensor3D {
  const [neurons, batch, memory] = history.shape;
  // Nothing remains of a history of one. The learned start still takes part, with gradient 0, as in
  // the authors' code: weight decay acts on it.
  if (memory === 1) return tf.add(newest, tf.mul(history, 0));
  const kept = tf.slice(history, [0, 0, 1], [neurons, batch, memory - 1]);
  return tf.concat([kept, newest], 2) as tf.Tensor3D;
}

/** The forward pass: what all ticks share, then the ticks in the order of the authors' code. */
function think(
  { options, plan, parameters, pairs, shape }: Machine,
  input: tf.Tensor4D,
  { mode, observe }: ForwardOptions,
): Prediction {
  const { neurons, memoryLength, ticks } = options;
  const { output, action } = plan.synchronisation;
  const batch = input.shape[0];

  const features = backboneFeatures(options.backbone, parameters, { input, mode });
  const places = positionalEmbedding(options.positionalEmbedding, parameters, features.shape);
  const map = places === null ? features : tf.add(features, places);
  const tokens = keyValueTokens(
    parameters,
    tf.reshape(map, [batch, features.shape[1] * features.shape[2], features.shape[3]]),
  );
  observe?.("features", 0, features);
  if (places !== null) observe?.("positionalEmbedding", 0, places);
  observe?.("keyValue", 0, tokens);
  const memory = attentionMemory(parameters, tokens, options.heads);
  const layers = nlmWeights(parameters, options);

  const start = parameters.get("start.postActivation");
  let postActivations = matMul(tf.ones([batch, 1]), tf.reshape(start, [1, neurons]));
  const startHistory = parameters.get<tf.Tensor2D>("start.history");
  let history = tf.add(
    tf.reshape(startHistory, [neurons, 1, memoryLength]),
    tf.zeros([neurons, batch, memoryLength]),
  ) as tf.Tensor3D;
  const decay = tf.concat([
    parameters.get("decay.output"),
    // After a single tick no decayed action is read, so its parameter gets no gradient at all.
    ticks > 1 ? parameters.get("decay.action") : tf.zeros([action]),
  ]) as tf.Tensor1D;
  const retention = tf.exp(tf.neg(decay)) as tf.Tensor1D;

  // Output and action differ only in which tick reads them, so one recursion serves both: after
  // tick t the output reads its part, and tick t + 1 reads the action's.
  let state = startSynchronisation(postActivations, pairs);
  const outputs: tf.Tensor2D[] = [];
  let current = synchronisation(state);
  for (let tick = 1; tick <= ticks; tick++) {
    const asking = tf.slice(current, [0, output], [batch, action]);
    const { answer, weights } = attend(parameters, memory, asking);
    const preActivations = synapse(
      parameters,
      tf.concat([answer, postActivations], 1),
      options.synapseDepth,
    );
    const newest = tf.reshape(tf.transpose(preActivations), [neurons, batch, 1]);
    history = shiftHistory(history, newest as tf.Tensor3D);
    postActivations = neuronLevelModels(parameters, layers, history);
    state = addToSynchronisation(state, { postActivations, pairs, retention });
    current = synchronisation(state);
    const read = tf.slice(current, [0, 0], [batch, output]);
    outputs.push(read);
    observe?.("synchronisationAction", tick, asking);
    observe?.("attention", tick, weights);
    observe?.("preActivations", tick, preActivations);
    observe?.("postActivations", tick, postActivations);
    observe?.("synchronisationOutput", tick, read);
  }

  // The predictions feed nothing back, so all ticks are projected in one product.
  const stacked = linear(parameters, "output", tf.stack(outputs, 1));
  const logits = tf.reshape(stacked, [batch, ticks, shape.positions, shape.classes]) as tf.Tensor4D;
  return { logits, certainty: certaintyOf(logits) };
}
