import { buildCnn } from "../../baselines/cnn/mod.ts";
import { buildLstm } from "../../baselines/lstm/mod.ts";
import type { Model } from "../contract/mod.ts";
import { buildCtm, type CtmPairs, type NeuronPairs } from "../ctm/mod.ts";
import { fromStateDict } from "../nn/mod.ts";
import { randomFromSeed } from "../random/mod.ts";
import * as tf from "../tensor/tf.ts";
import type { Blueprint } from "./blueprint.ts";
import { checkState, expectedState, type StateDictionary } from "./check_state.ts";

/** Of what is drawn and then overwritten. */
const ANY_SEED = 1;

/**
 * Builds our counterpart of one of the authors' models on the active backend and loads its state.
 *
 * @throws {BenchError} With exit code 2 if the state is not that of the model.
 */
export function buildFromState(blueprint: Blueprint, state: StateDictionary): Model {
  checkState(state, blueprint);
  const model = build(blueprint, state);
  const layouts = new Map(
    expectedState(blueprint).variables.map((entry) => [entry.ours, entry]),
  );
  for (const [ours, variable] of [...model.parameters, ...model.buffers]) {
    const { name, layout } = layouts.get(ours)!;
    const { shape, data } = state.get(name)!;
    const values = fromStateDict(data, shape, layout);
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  }
  return model;
}

function build(blueprint: Blueprint, state: StateDictionary): Model {
  const { model, options, shape } = blueprint;
  const context = { shape, random: randomFromSeed(ANY_SEED) };
  switch (model) {
    case "ctm":
      return buildCtm(options, { ...context, pairs: pairsIn(state, blueprint) });
    case "lstm":
      return buildLstm(options, context);
    case "cnn":
      return buildCnn(options, context);
    default:
      return model satisfies never;
  }
}

/** The stored neuron pairs, or `undefined` where the options alone say them. */
function pairsIn(state: StateDictionary, blueprint: Blueprint): CtmPairs | undefined {
  const { derived } = expectedState(blueprint);
  const stored = (pairs: keyof CtmPairs, side: keyof NeuronPairs) => {
    const entry = derived.find((entry) =>
      entry.kind === "neurons" && entry.pairs === pairs && entry.side === side
    );
    const tensor = entry && state.get(entry.name);
    return tensor ? Int32Array.from(tensor.data) : new Int32Array(0);
  };
  const both = (pairs: keyof CtmPairs) => ({
    left: stored(pairs, "left"),
    right: stored(pairs, "right"),
  });
  const pairs = { output: both("output"), action: both("action") };
  return pairs.output.left.length === 0 ? undefined : pairs;
}
