import type { Mode } from "../contract/mod.ts";
import type { Random } from "../random/mod.ts";
import * as tf from "../tensor/tf.ts";

/**
 * Sets elements to 0 with probability `rate` and scales the others by `1 / (1 - rate)`. A rate of 0
 * returns `x` itself and draws nothing.
 */
export type Drop = <T extends tf.Tensor>(x: T, rate: number) => T;

/** The dropout of one model. */
export interface Dropout {
  /** The masks of one forward pass: fresh ones in training, none in evaluation. */
  pass(mode: Mode): Drop;
}

/**
 * Dropout whose masks come from the model's own stream, one substream for each forward pass in
 * training, so that the masks of a step depend on its number alone and are the same on every
 * backend.
 *
 * Source: Srivastava et al. 2014, in the inverted form of the authors' code.
 */
export function createDropout(random: Random): Dropout {
  let passes = 0;
  return {
    pass(mode) {
      if (mode === "evaluate") return (x) => x;
      const stream = random.split(`pass ${passes++}`);
      return <T extends tf.Tensor>(x: T, rate: number): T => {
        if (rate === 0) return x;
        const scale = 1 / (1 - rate);
        const mask = Float32Array.from(
          { length: x.size },
          () => stream.uniform() < rate ? 0 : scale,
        );
        return tf.tidy(() => tf.mul(x, tf.tensor(mask, x.shape))) as T;
      };
    },
  };
}
