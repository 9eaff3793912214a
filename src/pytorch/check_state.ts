import type { StoredTensor } from "../checkpoint/mod.ts";
import { indexTable } from "../nn/question_embedding.ts";
import { usageError } from "../spec/mod.ts";
import type { Blueprint } from "./blueprint.ts";
import { companionEntries, type DerivedEntry, neuronEntries } from "./derived_entries.ts";
import { stateEntries, type StateEntry } from "./state_entry.ts";

/** A state dictionary: tensors by the authors' names, in PyTorch's layouts. */
export type StateDictionary = ReadonlyMap<string, StoredTensor>;

/** What a state dictionary of a model must hold. */
export interface ExpectedState {
  readonly variables: readonly StateEntry[];
  readonly derived: readonly DerivedEntry[];
}

/** The state dictionary of the model of a blueprint. */
export function expectedState({ model, options, shape, declarations }: Blueprint): ExpectedState {
  const variables = stateEntries(declarations);
  const neurons = model === "ctm"
    ? neuronEntries(options as unknown as CtmPairOptions, shape.presentation.kind)
    : [];
  return { variables, derived: [...neurons, ...companionEntries(variables)] };
}

type CtmPairOptions = Parameters<typeof neuronEntries>[0];

/**
 * Checks that a state dictionary is the one of a model: every tensor there, of the right shape, and
 * none besides.
 *
 * @throws {BenchError} With exit code 2 and one line that names the first tensor that is wrong.
 */
export function checkState(state: StateDictionary, blueprint: Blueprint): void {
  const { variables, derived } = expectedState(blueprint);
  for (const { name, shape } of variables) {
    const tensor = state.get(name);
    if (!tensor) throw usageError(`tensor ${name} is missing; a ${blueprint.kind} model has it`);
    requireShape(name, tensor, shape);
  }
  for (const entry of derived) {
    const tensor = state.get(entry.name);
    if (tensor) checkDerived(entry, tensor, blueprint);
    else if (entry.kind === "neurons" && entry.drawn) {
      throw usageError(`tensor ${entry.name} is missing: which neurons are paired was drawn`);
    }
  }
  const known = new Set([...variables, ...derived].map(({ name }) => name));
  const extra = [...state.keys()].find((name) => !known.has(name));
  if (extra !== undefined) {
    throw usageError(`tensor ${extra} belongs to nothing in a ${blueprint.kind} model`);
  }
}

function requireShape(name: string, tensor: StoredTensor, shape: readonly number[]): void {
  if (tensor.shape.join() !== shape.join()) {
    throw usageError(`tensor ${name} has shape [${tensor.shape}], expected [${shape}]`);
  }
}

function checkDerived(entry: DerivedEntry, tensor: StoredTensor, { options }: Blueprint): void {
  requireShape(entry.name, tensor, entry.shape);
  switch (entry.kind) {
    case "counter":
      return;
    case "neurons": {
      const neurons = options.neurons as number;
      const wrong = tensor.data
        .find((neuron) => !(Number.isInteger(neuron) && neuron >= 0 && neuron < neurons));
      if (wrong === undefined) return;
      throw usageError(`tensor ${entry.name} names neuron ${wrong}, expected 0 to ${neurons - 1}`);
    }
    case "index-table": {
      const table = indexTable(entry.shape[1]!);
      // Their table is computed in float32, ours rounded to it.
      if (tensor.data.every((x, i) => Math.abs(x - table[i]!) < 1e-5)) return;
      throw usageError(`tensor ${entry.name} is not the authors' table of sines and cosines`);
    }
    default:
      return entry satisfies never;
  }
}
