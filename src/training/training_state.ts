import { z } from "zod";
import type { Model } from "../contract/mod.ts";
import { trailRowSchema } from "../spec/mod.ts";
import * as tf from "../tensor/tf.ts";
import type { OptimiserMemory } from "./adamw.ts";

/** The numbers of a {@link TrainingState} that JSON can hold. */
export const trainingNumbersSchema = z.object({
  /** Steps made. */
  steps: z.int().positive(),
  /** Validations made. */
  points: z.int().nonnegative(),
  /** Of the last step; JSON has no NaN, the rate of a run that is about to diverge. */
  learningRate: z.union([z.number(), z.null().transform(() => NaN)]),
  /** Sum, number and latest of the losses that were read since the last validation. */
  loss: z.object({ sum: z.number(), count: z.int().nonnegative(), latest: z.number() }),
  /** The clocks. */
  seconds: z.object({
    training: z.number(),
    warmup: z.number(),
    evaluation: z.number(),
    exchange: z.number().default(0),
  }),
  batches: z.object({
    batches: z.int().nonnegative(),
    stream: z.object({ words: z.number(), spareNormal: z.number().nullable() }).nullable(),
  }),
  optimiser: z.object({
    groups: z.array(z.object({ variables: z.array(z.int()).readonly(), steps: z.int() })),
    clips: z.array(z.object({ variable: z.int(), steps: z.int() })),
  }),
  trail: z.object({
    rows: z.array(trailRowSchema).readonly(),
    digested: z.object({ part: z.int(), step: z.int() }),
  }),
});

/** See {@link trainingNumbersSchema}. */
export type TrainingNumbers = z.infer<typeof trainingNumbersSchema>;

/** Values of a tensor, row-major. */
export interface StoredValues {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** Everything that another process needs to go on with a training as if nothing had happened. */
export interface TrainingState {
  readonly numbers: TrainingNumbers;
  /**
   * `parameters/<name>`, `buffers/<name>`, `moments/<group>/first` and `second`, `norms/<clip>`,
   * `pending` (losses that were not read) and `gradientNorm`.
   */
  readonly arrays: ReadonlyMap<string, StoredValues>;
}

/** Where the state of a training is kept, off its clock. */
export interface StateKeeper {
  /**
   * Whether it is time to; asked at moments when the device is idle.
   *
   * @param trained Whether the budget is used up.
   */
  isDue(trained: boolean): boolean;
  write(state: TrainingState): Promise<void>;
}

/** Reads the variables of a model and the moments of its optimiser. */
export async function storedArrays(
  model: Pick<Model, "parameters" | "buffers">,
  memory: OptimiserMemory,
): Promise<Map<string, StoredValues>> {
  const arrays = new Map<string, StoredValues>();
  for (const [name, variable] of variablesOf(model)) {
    const data = await variable.data() as Float32Array | Int32Array;
    arrays.set(name, { shape: variable.shape, data });
  }
  memory.groups.forEach((group, index) => {
    for (const moment of ["first", "second"] as const) {
      const data = group[moment];
      arrays.set(`moments/${index}/${moment}`, vector(data));
    }
  });
  memory.clips.forEach(({ norms }, index) => arrays.set(`norms/${index}`, vector(norms)));
  return arrays;
}

/**
 * Gives a model the values of {@link storedArrays}.
 *
 * @throws {RangeError} If they are those of another model.
 */
export function restoreVariables(
  model: Pick<Model, "parameters" | "buffers">,
  { arrays }: TrainingState,
): void {
  for (const [name, variable] of variablesOf(model)) {
    const stored = arrays.get(name);
    if (stored?.shape.join() !== variable.shape.join()) {
      throw new RangeError(`The state has no ${name} of shape [${variable.shape}]`);
    }
    tf.tidy(() => variable.assign(tf.tensor(stored!.data, variable.shape, variable.dtype)));
  }
}

/** What the optimiser of a state remembered. */
export function optimiserMemory({ numbers, arrays }: TrainingState): OptimiserMemory {
  const { groups, clips } = numbers.optimiser;
  return {
    groups: groups.map((group, index) => ({
      ...group,
      first: arrayOf(arrays, `moments/${index}/first`),
      second: arrayOf(arrays, `moments/${index}/second`),
    })),
    clips: clips.map((clip, index) => ({ ...clip, norms: arrayOf(arrays, `norms/${index}`) })),
  };
}

/** Values without a shape of their own. */
export function vector(data: Float32Array): StoredValues {
  return { shape: [data.length], data };
}

/** The float32 array of that name. @throws {RangeError} If there is none. */
export function arrayOf(arrays: TrainingState["arrays"], name: string): Float32Array {
  const data = arrays.get(name)?.data;
  if (!(data instanceof Float32Array)) throw new RangeError(`The state has no ${name}`);
  return data;
}

function* variablesOf(
  { parameters, buffers }: Pick<Model, "parameters" | "buffers">,
): Iterable<readonly [name: string, variable: tf.Variable]> {
  for (const [name, variable] of parameters) yield [`parameters/${name}`, variable];
  for (const [name, variable] of buffers) yield [`buffers/${name}`, variable];
}
