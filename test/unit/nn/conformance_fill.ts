import {
  fromStateDict,
  type Layout,
  stateDictEntry,
  type StateDictOptions,
} from "../../../src/nn/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";

/**
 * Pseudo-random values on [-1, 1) that follow from a name alone, so that two programs can agree on
 * every parameter without a file. Source: specification of the authors' code, appendix A.
 */
export function namedValues(name: string, size: number): number[] {
  let state = 0;
  [...name].forEach((letter, place) => state += (place + 1) * letter.charCodeAt(0));
  state = Math.imul(state, 2654435761) >>> 0;
  return Array.from({ length: size }, () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return 2 * state / 2 ** 32 - 1;
  });
}

/** The values of a parameter or buffer, scaled by the rule of its kind. */
function conformanceValues(name: string, shape: readonly number[]): Float32Array {
  const size = shape.reduce((a, b) => a * b, 1);
  const last = name.split(".").at(-1)!;
  const [offset, scale] = last === "running_var"
    ? [1, 0.2]
    : last === "running_mean"
    ? [0, 0.1]
    : last === "T"
    ? [1.25, 0]
    : last === "w1"
    ? [0, 1.5]
    : last === "b1"
    ? [0, 0.3]
    : last.startsWith("decay_params")
    ? [0.2, 0.3]
    : last.startsWith("start_")
    ? [0, 1]
    : shape.length >= 2
    ? [0, 2 / Math.sqrt(size / shape[0]!)]
    : last === "weight"
    ? [1, 0.2]
    : [0, 0.3];
  return Float32Array.from(namedValues(name, size), (value) => offset + scale * value);
}

/** Shape in the authors' layout. */
function theirShape(shape: readonly number[], layout: Layout): readonly number[] {
  const [a = 0, b = 0, c = 0, d = 0] = shape;
  switch (layout) {
    case "same":
      return shape;
    case "linear":
      return [b, a];
    case "convolution":
      return [d, c, a, b];
    case "pointwise":
      return [b, a, 1, 1];
    case "nlm":
      return [b, c, a];
    case "nlm-bias":
      return [1, a, c];
    default:
      return layout satisfies never;
  }
}

/** Assigns variables the values that follow from their names in the authors' state dictionary. */
export function fillByName(
  variables: Iterable<readonly [string, tf.Variable]>,
  options: StateDictOptions = {},
): void {
  for (const [name, variable] of variables) {
    const entry = stateDictEntry(name, options);
    const shape = theirShape(variable.shape, entry.layout);
    const values = fromStateDict(conformanceValues(entry.name, shape), shape, entry.layout);
    tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
  }
}

/** The image of that shape, `[batch, height, width, channels]`, filled channels first. */
export function conformanceImage(
  [batch, height, width, channels]: readonly [number, number, number, number],
): tf.Tensor4D {
  const values = namedValues("input", batch * height * width * channels);
  return tf.tidy(() => {
    const image = tf.tensor4d(Float32Array.from(values), [batch, channels, height, width]);
    return tf.transpose(image, [0, 2, 3, 1]);
  });
}
