import { type Layout, stateDictEntry } from "../nn/mod.ts";
import { theirShape } from "./their_shape.ts";

/** One of our variables in a state dictionary. */
export interface StateEntry {
  readonly ours: string;
  /** Name in the state dictionary. */
  readonly name: string;
  /** Shape in the state dictionary. */
  readonly shape: readonly number[];
  readonly layout: Layout;
  /** Whether the name is ours because the authors' code has no counterpart. */
  readonly own: boolean;
}

/** A variable by its name and shape: a declaration, or the variable itself. */
interface Named {
  readonly name: string;
  readonly shape: readonly number[];
}

/**
 * The variables of a model as they appear in a state dictionary: under the authors' names and in
 * PyTorch's layouts. What their code has no counterpart of keeps our name.
 *
 * @param variables All variables of one model: whose they are decides some of the names.
 */
export function stateEntries(variables: readonly Named[]): StateEntry[] {
  const find = (name: string) => variables.find((variable) => variable.name === name);
  const digits = find("question.operators") !== undefined;
  const hidden = find("head.hidden.weight");
  // The feed-forward baseline; the other linear head is gated and so twice as wide.
  const feedForward = hidden !== undefined && hidden.shape[1] === find("output.weight")?.shape[0];
  const output = feedForward ? "output_projector.6" : "output_projector.0";
  const counterpart = feedForward || !variables.some(({ name }) => name.startsWith("head."));
  return variables.map(({ name: ours, shape }) => {
    // The output of a head that their code does not have is not theirs either.
    const known = counterpart || !/^(head|output)\./.test(ours)
      ? stateDictEntryOrNull(ours, { output, digits })
      : null;
    const { name, layout } = known ?? { name: ours, layout: ownLayout(shape) };
    // Their model of questions has a single cell, whose start has no axis of layers.
    const single = digits && /^start_(hidden|cell)_state$/.test(name) && shape[0] === 1;
    return {
      ours,
      name,
      layout,
      shape: single ? shape.slice(1) : theirShape(shape, layout),
      own: known === null,
    };
  });
}

function stateDictEntryOrNull(name: string, options: Parameters<typeof stateDictEntry>[1]) {
  try {
    return stateDictEntry(name, options);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** PyTorch's layout of a tensor that only we have. */
function ownLayout(shape: readonly number[]): Layout {
  return shape.length === 2 ? "linear" : shape.length === 4 ? "convolution" : "same";
}
