import type { Problem } from "../contract/mod.ts";
import { withGradient } from "../tensor/mod.ts";
import * as tf from "../tensor/tf.ts";
import { crossEntropy } from "./cross_entropy.ts";
import { curriculumMask, curriculumReach } from "./curriculum_mask.ts";
import { positionwise } from "./positionwise.ts";
import type { Readout } from "./two_tick_loss.ts";

/**
 * Cross-entropy of every tick, averaged over the positions of the automatic curriculum: those that
 * the best tick has right and the next few. The choice of positions carries no gradient.
 *
 * @param logits `[batch, ticks, positions, classes]`, one position per step of the route.
 * @param targets Steps, `[batch, positions]`, int32.
 * @returns `[batch, ticks]`.
 *
 * Source: specification, section 5, "Maze curriculum".
 */
export function mazeLossByTick(
  logits: tf.Tensor4D,
  targets: tf.Tensor2D,
  { lookahead }: { readonly lookahead: number },
): tf.Tensor2D {
  return tf.tidy(() =>
    withGradient(
      [crossEntropy(logits, targets)],
      (losses) => {
        const mask = curriculumMask(
          curriculumReach(logits, targets, { lookahead }),
          logits.shape[2],
        );
        const share = tf.expandDims(tf.div(mask, tf.sum(mask, -1, true)), 1) as tf.Tensor3D;
        return { value: tf.sum(tf.mul(losses, share), -1) as tf.Tensor2D, saved: [share] };
      },
      (gradient, share) => [tf.mul(tf.expandDims(gradient, 2), share)],
    )
  );
}

/**
 * The steps of the route through a maze, one position per step, with the authors' automatic
 * curriculum.
 *
 * @throws {RangeError} For a lookahead below 1, whose loss could look at no position at all.
 */
export function mazes(
  { readout = "most certain", lookahead = 5 }: {
    readonly readout?: Readout;
    readonly lookahead?: number;
  } = {},
): Problem {
  if (!(lookahead >= 1)) throw new RangeError(`The lookahead must be at least 1, not ${lookahead}`);
  return positionwise(
    readout,
    (logits, targets) => mazeLossByTick(logits, targets, { lookahead }),
  );
}
