import * as tf from "../tensor/tf.ts";

/** Variables that have had a gradient at the same steps so far, with their moments as one vector. */
export interface MomentGroup {
  readonly variables: readonly tf.Variable[];
  readonly first: tf.Variable<tf.Rank.R1>;
  readonly second: tf.Variable<tf.Rank.R1>;
  /** Updates so far. */
  steps: number;
}

/**
 * The groups after a step that trains `trained`: a group of which only some are trained falls into
 * two, and those that are trained for the first time form one. As in PyTorch, a parameter without a
 * gradient keeps its moments and its number of updates.
 */
export function regroup(
  groups: readonly MomentGroup[],
  trained: readonly tf.Variable[],
): MomentGroup[] {
  const isTrained = (variable: tf.Variable) => trained.includes(variable);
  const known = new Set(groups.flatMap((group) => group.variables));
  const added = trained.filter((variable) => !known.has(variable));
  const size = added.reduce((sum, variable) => sum + variable.size, 0);
  const zeros = () => moment(new Float32Array(size));
  const created = size === 0
    ? []
    : [{ variables: added, first: zeros(), second: zeros(), steps: 0 }];
  const kept = groups.flatMap((group) => {
    const together = group.variables.filter(isTrained).length;
    if (together === 0 || together === group.variables.length) return [group];
    const parts = [part(group, isTrained), part(group, (variable) => !isTrained(variable))];
    disposeGroups([group]);
    return parts;
  });
  return [...kept, ...created];
}

/** The part of a group whose variables are `chosen`. */
function part(group: MomentGroup, chosen: (variable: tf.Variable) => boolean): MomentGroup {
  const pieces = (moment: tf.Tensor1D) =>
    tf.tidy(() => {
      let start = 0;
      const found: tf.Tensor1D[] = [];
      for (const variable of group.variables) {
        if (chosen(variable)) found.push(tf.slice(moment, start, variable.size));
        start += variable.size;
      }
      return tf.variable(tf.concat(found), false);
    });
  return {
    variables: group.variables.filter(chosen),
    first: pieces(group.first),
    second: pieces(group.second),
    steps: group.steps,
  };
}

/** A vector of moments with these values. */
export function moment(values: Float32Array): tf.Variable<tf.Rank.R1> {
  return tf.tidy(() => tf.variable(tf.tensor1d(values), false));
}

/** Disposes the moments; the variables are the model's. */
export function disposeGroups(groups: readonly MomentGroup[]): void {
  tf.dispose(groups.flatMap(({ first, second }) => [first, second]));
}
