import type { Mode } from "../contract/mod.ts";
import type { Random } from "../random/mod.ts";
import * as tf from "../tensor/tf.ts";

/**
 * Sets elements to 0 with probability `rate` and scales the others by `1 / (1 - rate)`. A rate of 0
 * returns `x` itself and draws nothing.
 */
export type Drop = <T extends tf.Tensor>(x: T, rate: number) => T;

/**
 * Draws the next mask: 0 or `1 / (1 - rate)` for each of `size` elements, or `null` if nothing is
 * dropped.
 */
export type DrawMask = (size: number, rate: number) => Float32Array | null;

/** The dropout of one model. */
export interface Dropout {
  /**
   * The masks of one forward pass: in training those of the step, `null` in evaluation.
   *
   * @param step 0-based. Dropping in training without it throws a {RangeError}: every step would
   *   have the same masks.
   */
  masks(mode: Mode, step?: number): DrawMask | null;
  /** Dropout by the masks of one forward pass, see {@link Dropout.masks}. */
  pass(mode: Mode, step?: number): Drop;
}

/**
 * Dropout whose masks come from the model's own stream, one substream for each step, so that the
 * masks of a step depend on its number alone and are the same on every backend.
 *
 * @param random The stream of the first replica of a model.
 * @param replica Which of the replicas that share each batch this is, 0-based: the examples of each
 *   are others, and so are its masks.
 *
 * Source: Srivastava et al. 2014, in the inverted form of the authors' code.
 */
export function createDropout(random: Random, replica = 0): Dropout {
  const own = replica === 0 ? random : random.split(`replica ${replica}`);
  function masks(mode: Mode, step?: number): DrawMask | null {
    if (mode === "evaluate") return null;
    const stream = own.split(`pass ${step}`);
    return (size, rate) => {
      if (rate === 0) return null;
      if (step === undefined) {
        throw new RangeError("Dropout in training needs the number of the step");
      }
      const scale = 1 / (1 - rate);
      return Float32Array.from({ length: size }, () => stream.uniform() < rate ? 0 : scale);
    };
  }
  return {
    masks,
    pass(mode, step) {
      const draw = masks(mode, step);
      return <T extends tf.Tensor>(x: T, rate: number): T => {
        const mask = draw?.(x.size, rate) ?? null;
        if (mask === null) return x;
        return tf.tidy(() => tf.mul(x, tf.tensor(mask, x.shape))) as T;
      };
    },
  };
}
