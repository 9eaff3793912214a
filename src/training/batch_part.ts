import type { ModelInput, TrainingBatches } from "../contract/mod.ts";
import * as tf from "../tensor/tf.ts";

/** Which of the equal parts of a batch is meant. */
export interface BatchPart {
  /** 0-based. */
  readonly replica: number;
  readonly replicas: number;
}

/**
 * One part of each batch. All batches are made whole, so that the stream of examples, and where it
 * stands, does not depend on the number of parts.
 *
 * @returns `batchSize` is still that of the whole batch.
 * @throws {RangeError} If the batches do not divide into equal parts.
 */
export function partOfBatches(
  batches: TrainingBatches,
  { replica, replicas }: BatchPart,
): TrainingBatches {
  const size = batches.batchSize / replicas;
  if (!Number.isInteger(size)) {
    throw new RangeError(`Cannot split batches of ${batches.batchSize} into ${replicas} parts`);
  }
  const part = <T extends tf.Tensor>(whole: T): T =>
    tf.slice(
      whole,
      [replica * size, ...whole.shape.slice(1).map(() => 0)],
      [size, ...whole.shape.slice(1)],
    );
  const partOfInput = (whole: ModelInput): ModelInput =>
    "digits" in whole
      ? { digits: part(whole.digits), question: part(whole.question) }
      : part(whole);
  return {
    batchSize: batches.batchSize,
    next() {
      const { input, targets } = batches.next();
      const own = { input: partOfInput(input), targets: part(targets) };
      tf.dispose([input, targets]);
      return own;
    },
    position: () => batches.position(),
    moveTo: (position) => batches.moveTo(position),
  };
}
