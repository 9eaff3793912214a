import type { StoredTensor } from "../checkpoint/mod.ts";
import type { Model } from "../contract/mod.ts";
import type { CtmModel, CtmPairs } from "../ctm/mod.ts";
import { toStateDict } from "../nn/mod.ts";
import { indexTable } from "../nn/question_embedding.ts";
import { companionEntries, type DerivedEntry } from "./derived_entries.ts";
import { stateEntries, type StateEntry } from "./state_entry.ts";

/**
 * The state dictionary of a model: its variables under the authors' names and in PyTorch's layouts,
 * with what their state dictionaries hold besides (neuron pairs, counters, tables). Variables that
 * their code has no counterpart of are there under our names, see {@link ownNames}.
 *
 * @param batches That batch normalisation has seen, for its counters, which nothing reads.
 */
export async function stateOf(model: Model, batches = 0): Promise<Map<string, StoredTensor>> {
  const state = new Map<string, StoredTensor>();
  const variables = new Map([...model.parameters, ...model.buffers]);
  const entries = entriesOf(model);
  for (const { ours, name, shape, layout } of entries) {
    const variable = variables.get(ours)!;
    state.set(name, { shape, data: toStateDict(await variable.data(), variable.shape, layout) });
  }
  const pairs = "pairs" in model ? (model as CtmModel).pairs : null;
  if (pairs !== null) storePairs(state, pairs, model.parameters.has("decay.action"));
  for (const entry of companionEntries(entries)) {
    state.set(entry.name, companion(entry, batches));
  }
  return state;
}

/** Names in the state dictionary of what the authors' code has no counterpart of. */
export function ownNames(model: Model): string[] {
  return entriesOf(model).filter(({ own }) => own).map(({ name }) => name);
}

function entriesOf({ parameters, buffers }: Model): StateEntry[] {
  return stateEntries(
    [...parameters, ...buffers].map(([name, { shape }]) => ({ name, shape })),
  );
}

function storePairs(state: Map<string, StoredTensor>, pairs: CtmPairs, asks: boolean): void {
  for (
    const [prefix, { left, right }] of [["action", pairs.action], ["out", pairs.output]] as const
  ) {
    if (prefix === "action" && !asks) continue;
    state.set(`${prefix}_neuron_indices_left`, { shape: [left.length], data: left });
    state.set(`${prefix}_neuron_indices_right`, { shape: [right.length], data: right });
  }
}

function companion(entry: DerivedEntry, batches: number): StoredTensor {
  return entry.kind === "index-table"
    ? { shape: entry.shape, data: indexTable(entry.shape[1]!) }
    : { shape: entry.shape, data: Int32Array.of(batches) };
}
