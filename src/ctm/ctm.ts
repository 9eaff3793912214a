import type {
  ForwardOptions,
  Model,
  ModelContext,
  ModelInput,
  Prediction,
} from "../contract/mod.ts";
import {
  createDropout,
  createParameters,
  type Parameters,
  predict,
  present,
  type Presented,
  readPresented,
} from "../nn/mod.ts";
import { matMul, type RowSelection, rowSelection, withGradient } from "../tensor/mod.ts";
import * as tf from "../tensor/tf.ts";
import { asksAgain, type Machine } from "./machine.ts";
import { neuronLevelModels, nlmWeights } from "./neuron_level_model.ts";
import { fusedThoughts } from "./fused_thoughts.ts";
import { chooseNeurons, type CtmPairs, expandPairs } from "./neuron_pairs.ts";
import { type CtmOptions, ctmOptionsSchema } from "./options.ts";
import { type CtmPlan, planCtm } from "./plan.ts";
import { synapse } from "./synapse.ts";
import {
  addToSynchronisation,
  clipDecay,
  projectDecay,
  startSynchronisation,
  synchronisation,
} from "./synchronisation.ts";

/** A CTM and the neuron pairs that it was built with, which its checkpoints store. */
export interface CtmModel extends Model {
  readonly pairs: CtmPairs;
}

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
  context: ModelContext & { readonly pairs?: CtmPairs },
): CtmModel {
  const resolved = ctmOptionsSchema.parse(options);
  const { shape, random } = context;
  const plan = planCtm(resolved, shape);
  const parameters = createParameters(plan.declarations, random.split("init"));
  const dropout = createDropout(random.split("dropout"), context.replica);
  const clipped = shape.presentation.kind === "direct";
  const chosen = context.pairs ?? chooseNeurons(resolved, random.split("ctm-pairs"));
  const entries = expandAll(resolved, plan, chosen);
  // Large, and only the single operations need them.
  let selection: RowSelection | null = null;
  const pairs = () => selection ??= selectPairs(resolved, entries);
  const machine = { options: resolved, plan, parameters, entries, pairs, shape, dropout };
  return {
    parameters: parameters.trainable,
    buffers: parameters.buffers,
    ticks: resolved.ticks,
    pairs: chosen,
    forward: (input, forwardOptions) => {
      if (!clipped) {
        projectDecay(parameters.get<tf.Variable>("decay.action"));
        projectDecay(parameters.get<tf.Variable>("decay.output"));
      }
      return tf.tidy(() => think(machine, input, forwardOptions));
    },
    dispose: () => {
      parameters.dispose();
      selection?.dispose();
    },
  };
}

/** The pairs behind all entries of both synchronisation vectors; none of the action if nothing asks. */
function expandAll(options: CtmOptions, plan: CtmPlan, chosen: CtmPairs): CtmPairs {
  const none = { left: new Int32Array(0), right: new Int32Array(0) };
  return {
    output: expandPairs(options.neuronSelection, chosen.output),
    action: plan.synchronisation.action === 0
      ? none
      : expandPairs(options.neuronSelection, chosen.action),
  };
}

/** One selection for all entries: left neurons of output and action, then the right ones. */
function selectPairs({ neurons }: CtmOptions, { output, action }: CtmPairs): RowSelection {
  const rows = [output.left, action.left, output.right, action.right].flatMap((x) => [...x]);
  return rowSelection(Int32Array.from(rows), neurons);
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

/** The forward pass: what comes before the ticks, then the ticks. */
function think(machine: Machine, input: ModelInput, forwardOptions: ForwardOptions): Prediction {
  const { options, parameters, shape } = machine;
  const context = {
    options,
    parameters,
    shape,
    questionPath: "embedding",
    ...forwardOptions,
  } as const;
  const presented = present(input, context);
  return fusedThoughts(machine, presented, forwardOptions) ??
    singleThoughts(machine, presented, forwardOptions);
}

/** The ticks as single operations in the order of the authors' code: the definition. */
function singleThoughts(
  { options, plan, parameters, pairs: selectedPairs, shape, dropout }: Machine,
  presented: Presented,
  { mode, step, observe }: ForwardOptions,
): Prediction {
  const { neurons, memoryLength } = options;
  const { output, action } = plan.synchronisation;
  const pairs = selectedPairs();
  const drop = dropout.pass(mode, step);
  const reader = readPresented(presented, {
    options,
    parameters,
    shape,
    questionPath: "embedding",
    mode,
    observe,
    drop,
    dropRate: options.dropout,
  });
  const { batch, ticks } = reader;
  const synapseOptions = { depth: options.synapseDepth, drop, dropRate: options.dropout };
  const nlm = {
    layers: nlmWeights(parameters, options),
    drop,
    dropRate: options.nlmDropout ?? options.dropout,
  };

  // Inside the loop neurons come first and examples last: a selection of neurons or a shift of the
  // history then copies whole rows.
  const start = parameters.get("start.postActivation");
  let postActivations = matMul(tf.reshape(start, [neurons, 1]), tf.ones([1, batch]));
  let history = tf.add(
    tf.expandDims(parameters.get<tf.Tensor2D>("start.history"), 2),
    tf.zeros([neurons, memoryLength, batch]),
  ) as tf.Tensor3D;
  const decays = asksAgain(presented);
  const retention = retentionOf(parameters, { output, action, decays });

  // Output and action differ only in which tick reads them, so one recursion serves both: after
  // tick t the output reads its part, and tick t + 1 reads the action's.
  let state = startSynchronisation(postActivations, pairs);
  let current = synchronisation(state);
  const outputs: tf.Tensor2D[] = [];
  for (let tick = 1; tick <= ticks; tick++) {
    const ask = () => tf.transpose(tf.slice(current, [output, 0], [action, batch])) as tf.Tensor2D;
    const { answer, weights } = reader.read(tick, ask);
    const synapseInput = tf.concat([answer, tf.transpose(postActivations)], 1) as tf.Tensor2D;
    const preActivations = synapse(parameters, synapseInput, synapseOptions);
    const newest = tf.reshape(tf.transpose(preActivations), [neurons, 1, batch]) as tf.Tensor3D;
    history = shiftHistory(history, newest);
    if (observe && action > 0) observe("synchronisationAction", tick, ask());
    postActivations = neuronLevelModels(parameters, history, nlm);
    state = addToSynchronisation(state, { postActivations, pairs, retention });
    current = synchronisation(state);
    outputs.push(tf.slice(current, [0, 0], [output, batch]));
    if (observe) {
      if (weights !== null) observe("attention", tick, weights);
      observe("preActivations", tick, preActivations);
      observe("postActivations", tick, tf.transpose(postActivations));
      observe("synchronisationOutput", tick, tf.transpose(outputs.at(-1)!));
    }
  }

  const read = tf.transpose(tf.stack(outputs), [2, 0, 1]);
  return predict(parameters, read, shape);
}

/**
 * What remains of a sum of products after one tick, `exp(-decay)`, `[output + action, 1]`.
 *
 * @param sizes `decays` is false if only the first tick asks: no decayed action is read then, so its
 *   parameter gets no gradient at all, not even 0, which weight decay would act on.
 */
function retentionOf(
  parameters: Parameters,
  { output, action, decays }: {
    readonly output: number;
    readonly action: number;
    readonly decays: boolean;
  },
): tf.Tensor2D {
  const ofOutput = parameters.get("decay.output");
  const decay = action === 0 ? clipDecay(ofOutput) : tf.concat([
    ofOutput,
    decays ? parameters.get("decay.action") : constant(parameters.get("decay.action")),
  ]);
  return tf.reshape(tf.exp(tf.neg(decay)), [output + action, 1]);
}

/** A copy that gradients do not flow through. */
function constant(x: tf.Tensor1D): tf.Tensor1D {
  return withGradient([], () => ({ value: tf.clone(x), saved: [] }), () => []);
}
