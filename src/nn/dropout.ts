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
  /**
   * The masks of one forward pass: in training those of the step, none in evaluation.
   *
   * @param step 0-based. Dropping in training without it throws a {RangeError}: every step would
   *   have the same masks.
   */
  pass(mode: Mode, step?: number): Drop;
}

/**
 * Dropout whose masks come from the model's own stream, one substream for each step, so that the
 * masks of a step depend on its number alone and are the same on every backend.
 *
 * Source: Srivastava et al. 2014, in the inverted form of the authors' code.
 */
export function createDropout(random: Random): Dropout {
  return {
    pass(mode, step) {
      if (mode === "evaluate") return (x) => x;
      const stream = random.split(`pass ${step}`);
      return <T extends tf.Tensor>(x: T, rate: number): T => {
        if (rate === 0) return x;
        if (step === undefined) {
          throw new RangeError("Dropout in training needs the number of the step");
        }
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
