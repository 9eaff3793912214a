import { matMul } from "../tensor/mod.ts";
import * as tf from "../tensor/tf.ts";
import type { Parameters } from "./parameters.ts";

/** Rows of the authors' table of indices; a question cannot point at a later image. */
const INDICES = 50;

/**
 * The fixed embedding of indices: sines and cosines in turn, of falling frequency.
 *
 * @returns `[50, width]`, row-major.
 *
 * Source: the authors' QAMNIST model; Vaswani et al. 2017, section 3.5.
 */
export function indexTable(width: number): Float32Array {
  const table = new Float32Array(INDICES * width);
  for (let index = 0; index < INDICES; index++) {
    for (let column = 0; column < width; column++) {
      const frequency = Math.exp(-Math.log(10000) * (column - column % 2) / width);
      const angle = index * frequency;
      table[index * width + column] = column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }
  }
  return table;
}

/**
 * The embedding of one part of every question of a batch. Even parts are indices of images, odd
 * ones operators, -1 plus and -2 minus.
 *
 * @param part `[batch]`, int32.
 * @param position 0-based place in the question.
 * @returns `[batch, width]`.
 */
export function embedQuestionPart(
  parameters: Parameters,
  part: tf.Tensor1D,
  position: number,
): tf.Tensor2D {
  const operators = parameters.get<tf.Tensor2D>("question.operators");
  return tf.tidy(() => {
    if (position % 2 === 1) {
      const rows = tf.sub(tf.neg(part), 1);
      return matMul(oneHot(rows as tf.Tensor1D, operators.shape[0]), operators);
    }
    const width = operators.shape[1];
    return matMul(oneHot(part, INDICES), tf.tensor2d(indexTable(width), [INDICES, width]));
  });
}

function oneHot(rows: tf.Tensor1D, count: number): tf.Tensor2D {
  return tf.cast(tf.oneHot(tf.cast(rows, "int32"), count), "float32") as tf.Tensor2D;
}
