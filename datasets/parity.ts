import { z } from "zod";
import type { Generator } from "./generator.ts";

/** Options of {@link parity}. */
export const parityOptionsSchema = z.strictObject({
  /** Values of a sequence. */
  length: z.int().min(2).max(1024).default(64),
});

/**
 * Cumulative parity. Inputs are `[examples, length, 1, 1]` of -1 and 1, each with probability 1/2;
 * the target at position p says whether the number of -1 among the positions 0 to p is odd.
 *
 * Source: Darlow et al. 2025, arXiv:2505.05522v4, parity task.
 */
export const parity: Generator = {
  name: "parity",
  title: "Parity",
  description: "sequences of -1 and 1; at each position, whether the -1 so far are even or odd",
  version: 1,
  options: parityOptionsSchema,
  facts(options) {
    const { length } = parityOptionsSchema.parse(options);
    return {
      height: length,
      width: 1,
      channels: 1,
      positions: length,
      classes: 2,
      classNames: ["even", "odd"],
    };
  },
  make(options, { examples, random }) {
    const { length } = parityOptionsSchema.parse(options);
    const inputs = new Float32Array(examples * length);
    const targets = new Int32Array(examples * length);
    for (let example = 0; example < examples; example++) {
      let odd = 0;
      for (let place = example * length; place < (example + 1) * length; place++) {
        const negative = random.integer(2);
        odd ^= negative;
        inputs[place] = 1 - 2 * negative;
        targets[place] = odd;
      }
    }
    return { inputs, targets };
  },
};
