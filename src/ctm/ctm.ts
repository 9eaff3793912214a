import type { ForwardOptions, Model, Prediction, ProblemShape } from "../contract/mod.ts";
import { attend, createParameters, type Parameters, predict, readInput } from "../nn/mod.ts";
import type { Random } from "../random/mod.ts";
import { matMul, type RowSelection, rowSelection } from "../tensor/mod.ts";
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
function selectPairs(options: CtmOptions, chosen: CtmPairs): RowSelection {
  const output = expandPairs(options.neuronSelection, chosen.output);
  const action = expandPairs(options.neuronSelection, chosen.action);
  const rows = [output.left, action.left, output.right, action.right].flatMap((x) => [...x]);
  return rowSelection(Int32Array.from(rows), options.neurons);
}

interface Machine {
  readonly options: CtmOptions;
  readonly plan: CtmPlan;
  readonly parameters: Parameters;
  readonly pairs: RowSelection;
  readonly shape: ProblemShape;
}

/** Drops the oldest pre-activation of `[neurons, memory, batch]` and appends the newest. */
function shiftHistory(history: tf.Tensor3D, newest: tf.Tensor3D): tf.Tensor3D {
  const [neurons, memory, batch] = history.shape;
  // Nothing remains of a history of one. The learned start still takes part, with gradient 0, as in
  // the authors' code: weight decay acts on it.
  if (memory === 1) return tf.add(newest, tf.mul(history, 0));
  const kept = tf.slice(history, [0, 1, 0], [neurons, memory - 1, batch]);
  return tf.concat([kept, newest], 1) as tf.Tensor3D;
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

  const memory = readInput(options, parameters, { input, mode, observe });
  const layers = nlmWeights(parameters, options);

  // Inside the loop neurons come first and examples last: a selection of neurons or a shift of the
  // history then copies whole rows.
  const start = parameters.get("start.postActivation");
  let postActivations = matMul(tf.reshape(start, [neurons, 1]), tf.ones([1, batch]));
  let history = tf.add(
    tf.expandDims(parameters.get<tf.Tensor2D>("start.history"), 2),
    tf.zeros([neurons, memoryLength, batch]),
  ) as tf.Tensor3D;
  const decay = tf.concat([
    parameters.get("decay.output"),
    // After a single tick no decayed action is read, so its parameter gets no gradient at all.
    ticks > 1 ? parameters.get("decay.action") : tf.zeros([action]),
  ]);
  const retention = tf.reshape(tf.exp(tf.neg(decay)), [output + action, 1]) as tf.Tensor2D;

  // Output and action differ only in which tick reads them, so one recursion serves both: after
  // tick t the output reads its part, and tick t + 1 reads the action's.
  let state = startSynchronisation(postActivations, pairs);
  let current = synchronisation(state);
  const outputs: tf.Tensor2D[] = [];
  for (let tick = 1; tick <= ticks; tick++) {
    const asking = tf.transpose(tf.slice(current, [output, 0], [action, batch])) as tf.Tensor2D;
    const { answer, weights } = attend(parameters, memory, asking);
    const synapseInput = tf.concat([answer, tf.transpose(postActivations)], 1) as tf.Tensor2D;
    const preActivations = synapse(parameters, synapseInput, options.synapseDepth);
    const newest = tf.reshape(tf.transpose(preActivations), [neurons, 1, batch]) as tf.Tensor3D;
    history = shiftHistory(history, newest);
    postActivations = neuronLevelModels(parameters, layers, history);
    state = addToSynchronisation(state, { postActivations, pairs, retention });
    current = synchronisation(state);
    outputs.push(tf.slice(current, [0, 0], [output, batch]));
    if (observe) {
      observe("synchronisationAction", tick, asking);
      observe("attention", tick, weights);
      observe("preActivations", tick, preActivations);
      observe("postActivations", tick, tf.transpose(postActivations));
      observe("synchronisationOutput", tick, tf.transpose(outputs.at(-1)!));
    }
  }

  const read = tf.transpose(tf.stack(outputs), [2, 0, 1]);
  return predict(parameters, read, shape);
}
