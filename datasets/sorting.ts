import { z } from "zod";
import type { Generator } from "./generator.ts";

/** Options of {@link sorting}. The bounds keep every value finite as a 32-bit float. */
export const sortingOptionsSchema = z.strictObject({
  /** Numbers of a list. */
  length: z.int().min(2).max(100).default(30),
  mean: z.number().min(-1e6).max(1e6).default(0),
  standardDeviation: z.number().positive().max(1e6).default(1),
});

/**
 * Sorting real numbers. Inputs are `[examples, length, 1, 1]`, independent and normal; the targets
 * are the indices of a list's numbers in ascending order, equal numbers in the order of the list.
 * The last class is the blank of connectionist temporal classification and never a target.
 *
 * Source: Darlow et al. 2025, arXiv:2505.05522v4, sorting task.
 */
export const sorting: Generator = {
  name: "sorting",
  title: "Sorting",
  description: "lists of normal random numbers; the indices that sort them in ascending order",
  version: 1,
  options: sortingOptionsSchema,
  facts(options) {
    const { length } = sortingOptionsSchema.parse(options);
    return {
      height: length,
      width: 1,
      channels: 1,
      positions: length,
      classes: length + 1,
      classNames: [...Array.from({ length }, (_, index) => `${index}`), "blank"],
    };
  },
  make(options, { examples, random }) {
    const { length, mean, standardDeviation } = sortingOptionsSchema.parse(options);
    const inputs = new Float32Array(examples * length);
    for (let place = 0; place < inputs.length; place++) {
      inputs[place] = mean + standardDeviation * random.normal();
    }
    const targets = new Int32Array(examples * length);
    for (let first = 0; first < targets.length; first += length) {
      // What is sorted are the rounded numbers that the model sees.
      const values = inputs.subarray(first, first + length);
      const order = targets.subarray(first, first + length);
      for (let index = 0; index < length; index++) order[index] = index;
      order.sort((one, other) => values[one]! - values[other]! || one - other);
    }
    return { inputs, targets };
  },
};
