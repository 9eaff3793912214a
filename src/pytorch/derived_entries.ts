import type { ProblemShape } from "../contract/mod.ts";
import type { CtmOptions, NeuronPairs } from "../ctm/mod.ts";
import type { StateEntry } from "./state_entry.ts";

/**
 * What the authors' state dictionaries hold besides the variables of a model: things that follow
 * from its options, and counters.
 */
export type DerivedEntry =
  & { readonly name: string; readonly shape: readonly number[] }
  & (
    | {
      /** Neurons of one side of the pairs. */
      readonly kind: "neurons";
      readonly pairs: "output" | "action";
      readonly side: keyof NeuronPairs;
      /** Whether the pairs are drawn, so that they cannot be made up where they are missing. */
      readonly drawn: boolean;
    }
    /** Batches that a batch normalisation has seen. */
    | { readonly kind: "counter" }
    /** The fixed table of embeddings of indices. */
    | { readonly kind: "index-table" }
  );

/** Rows of the table of embeddings of indices. */
const INDICES = 50;

/** The neuron pairs of a CTM. Without attention there are none for the action. */
export function neuronEntries(
  { neuronSelection, outputPairs, actionPairs }: Pick<
    CtmOptions,
    "neuronSelection" | "outputPairs" | "actionPairs"
  >,
  presentation: ProblemShape["presentation"]["kind"],
): DerivedEntry[] {
  const drawn = neuronSelection !== "first-last";
  const sides = (pairs: "output" | "action", prefix: string, count: number): DerivedEntry[] =>
    (["left", "right"] as const).map((side) => ({
      kind: "neurons",
      name: `${prefix}_neuron_indices_${side}`,
      shape: [count],
      pairs,
      side,
      drawn,
    }));
  return [
    ...presentation === "direct" ? [] : sides("action", "action", actionPairs),
    ...sides("output", "out", outputPairs),
  ];
}

/** Counters and tables that go with the variables of a model. */
export function companionEntries(variables: readonly StateEntry[]): DerivedEntry[] {
  return variables.flatMap(({ ours, name, shape, own }): DerivedEntry[] => {
    if (own) return [];
    if (ours === "question.operators") {
      const table = { name: "index_backbone.embedding", shape: [INDICES, shape[1]!] };
      return [{ kind: "index-table", ...table }];
    }
    const mean = /^(.+)\.running_mean$/.exec(name);
    return mean ? [{ kind: "counter", name: `${mean[1]}.num_batches_tracked`, shape: [] }] : [];
  });
}
