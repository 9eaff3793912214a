import type { Random } from "../random/mod.ts";
import type { CtmOptions } from "./options.ts";

/** The neurons whose synchronisation is measured, J a side; entry k of a vector is one pair. */
export interface NeuronPairs {
  readonly left: Int32Array;
  readonly right: Int32Array;
}

/** The pairs of the output and of the action. Fixed when the model is built, never drawn again. */
export interface CtmPairs {
  readonly output: NeuronPairs;
  readonly action: NeuronPairs;
}

/**
 * Chooses the J neurons of each side.
 *
 * - `first-last` (dense): the output takes the first J neurons, the action the last J, both sides
 *   the same;
 * - `random` (semi-dense): both sides drawn independently, with replacement;
 * - `random-pairing`: likewise, but the first `selfPairs` right neurons repeat the left ones.
 *
 * Source: paper, section 3.4 and appendix; drawing with replacement as in the authors' code.
 */
export function chooseNeurons(options: CtmOptions, random: Random): CtmPairs {
  const { neurons, neuronSelection, outputPairs, actionPairs, selfPairs } = options;
  if (neuronSelection === "first-last") {
    const range = (start: number, length: number) =>
      Int32Array.from({ length }, (_, i) => start + i);
    const first = range(0, outputPairs);
    const last = range(neurons - actionPairs, actionPairs);
    return { output: { left: first, right: first }, action: { left: last, right: last } };
  }
  const draw = (pairs: number, name: string): NeuronPairs => {
    const stream = random.split(name);
    const left = Int32Array.from({ length: pairs }, () => stream.integer(neurons));
    const right = Int32Array.from({ length: pairs }, () => stream.integer(neurons));
    if (neuronSelection === "random-pairing") right.set(left.subarray(0, selfPairs));
    return { left, right };
  };
  return { action: draw(actionPairs, "action"), output: draw(outputPairs, "output") };
}

/**
 * The pairs behind the entries of a synchronisation vector, in order: `random-pairing` pairs
 * left[k] with right[k]; the others take every left[i], right[j] with i <= j, row by row.
 */
export function expandPairs(
  selection: CtmOptions["neuronSelection"],
  { left, right }: NeuronPairs,
): NeuronPairs {
  if (selection === "random-pairing") return { left, right };
  const lefts: number[] = [];
  const rights: number[] = [];
  left.forEach((neuron, i) => {
    for (const other of right.subarray(i)) {
      lefts.push(neuron);
      rights.push(other);
    }
  });
  return { left: Int32Array.from(lefts), right: Int32Array.from(rights) };
}
