import type { Random } from "../random/mod.ts";
import * as tf from "../tensor/tf.ts";
import type { Declaration, Initial } from "./declaration.ts";

/** The variables of one model. */
export interface Parameters {
  readonly trainable: ReadonlyMap<string, tf.Variable>;
  readonly buffers: ReadonlyMap<string, tf.Variable>;
  /** The variable of that name, trainable or not. @throws {RangeError} If there is none. */
  get<T extends tf.Tensor = tf.Tensor1D>(name: string): T;
  dispose(): void;
}

/**
 * Creates the variables of `declarations`, each drawn from its own stream, so that adding one
 * changes no other.
 *
 * @throws {RangeError} For two declarations of one name, and for initial values that are not as many
 *   as the elements.
 */
export function createParameters(
  declarations: readonly Declaration[],
  random: Random,
): Parameters {
  const trainable = new Map<string, tf.Variable>();
  const buffers = new Map<string, tf.Variable>();
  for (const { name, shape, initial, trainable: trained } of declarations) {
    if (trainable.has(name) || buffers.has(name)) {
      throw new RangeError(`Parameter ${name} is declared twice`);
    }
    const size = shape.reduce((a, b) => a * b, 1);
    const values = drawInitial(size, initial, random.split(name));
    const variable = tf.tidy(() => tf.variable(tf.tensor(values, [...shape]), trained));
    (trained ? trainable : buffers).set(name, variable);
  }
  return {
    trainable,
    buffers,
    get: <T extends tf.Tensor>(name: string): T => {
      const variable = trainable.get(name) ?? buffers.get(name);
      if (!variable) throw new RangeError(`There is no parameter ${name}`);
      return variable as unknown as T;
    },
    dispose: () => tf.dispose([...trainable.values(), ...buffers.values()]),
  };
}

function drawInitial(size: number, initial: Initial, random: Random): Float32Array {
  switch (initial.kind) {
    case "uniform":
      return Float32Array.from(
        { length: size },
        () => initial.bound * (2 * random.uniform() - 1),
      );
    case "normal":
      return Float32Array.from(
        { length: size },
        () => initial.standardDeviation * random.normal(),
      );
    case "constant":
      return new Float32Array(size).fill(initial.value);
    case "values":
      if (initial.values.length !== size) {
        throw new RangeError(`${initial.values.length} initial values for ${size} elements`);
      }
      return Float32Array.from(initial.values);
    default:
      return initial satisfies never;
  }
}
