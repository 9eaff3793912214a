import type { Answers, Prediction, Problem } from "../contract/mod.ts";
import * as tf from "../tensor/tf.ts";
import { ctcLoss } from "./ctc_loss.ts";
import { decodeGreedy } from "./decode_greedy.ts";

/**
 * The order of a list of N numbers, told one index after the other over the ticks: logits `[batch,
 * ticks, 1, N + 1]`, the last class blank. All ticks together make one answer, trained by
 * connectionist temporal classification; the loss of an example is divided by N.
 *
 * Its answers are truncated to N indices and filled with the blank class. Their confidence is the
 * mean probability of the indices at the ticks that tell them, 0 for those that are missing; their
 * certainty is the mean over ticks.
 *
 * Source: specification, section 5, "Sort / CTC".
 */
export function sorting(): Problem {
  return {
    loss: (prediction, targets) => tf.tidy(() => tf.mean(lossOf(prediction, targets)) as tf.Scalar),
    lossByTick: (prediction, targets) =>
      tf.tidy(() => tf.expandDims(lossOf(prediction, targets), 1) as tf.Tensor2D),
    readoutTick: ({ certainty }) => tf.zeros([certainty.shape[0]], "int32"),
    answers: readOrder,
    scores: () => null,
  };
}

/**
 * `[batch]`.
 *
 * @throws {RangeError} For fewer ticks than numbers: no order could be told in time.
 */
function lossOf({ logits }: Prediction, targets: tf.Tensor2D): tf.Tensor {
  const [batch, ticks, , classes] = logits.shape;
  const length = targets.shape[1];
  if (ticks < length) {
    throw new RangeError(`Cannot tell the order of ${length} numbers in ${ticks} ticks`);
  }
  const all = tf.reshape(logits, [batch, ticks, classes]) as tf.Tensor3D;
  return tf.div(ctcLoss(all, targets, { blank: classes - 1 }), length);
}

async function readOrder({ logits, certainty }: Prediction): Promise<Answers> {
  const [batch, ticks, , classes] = logits.shape;
  const blank = classes - 1;
  const positions = classes - 1;
  const read = tf.tidy(() => ({
    classes: tf.argMax(logits, -1),
    probability: tf.max(tf.softmax(logits), -1),
    certainty: tf.mean(certainty, 1),
  }));
  const best = await read.classes.data();
  const probability = await read.probability.data();
  const predicted = new Int32Array(batch * positions).fill(blank);
  const confidence = new Float32Array(batch);
  for (let example = 0; example < batch; example++) {
    const start = example * ticks;
    const told = decodeGreedy(best.subarray(start, start + ticks), blank).slice(0, positions);
    predicted.set(told.map(({ symbol }) => symbol), example * positions);
    const sum = told.reduce((sum, { tick }) => sum + probability[start + tick]!, 0);
    confidence[example] = sum / positions;
  }
  const answers: Answers = {
    reads: 1,
    positions,
    classes,
    predicted,
    confidence,
    certainty: await read.certainty.data(),
  };
  tf.dispose([read.classes, read.probability, read.certainty]);
  return answers;
}
