import { normaliseBatch, type PixelFacts, type Split } from "../../datasets/mod.ts";
import type { TrainingBatches } from "../contract/mod.ts";
import type { Random } from "../random/mod.ts";
import * as tf from "../tensor/tf.ts";
import { type Augmentation, augmentedBatch } from "./augment.ts";

/** Images with their classes as tensors. */
interface ImageBatch {
  /** `[batch, height, width, channels]`, normalised. */
  readonly input: tf.Tensor4D;
  /** `[batch, 1]`, int32. */
  readonly targets: tf.Tensor2D;
}

function imageBatch(images: Float32Array, labels: Int32Array, facts: PixelFacts): ImageBatch {
  const { height, width, channels } = facts;
  return {
    input: tf.tensor4d(images, [labels.length, height, width, channels]),
    targets: tf.tensor2d(labels, [labels.length, 1], "int32"),
  };
}

/** Options of {@link trainingBatches}. */
export interface TrainingImages {
  readonly split: Split;
  /** The examples to train on. */
  readonly indices: Uint32Array;
  readonly facts: PixelFacts;
  readonly batchSize: number;
  readonly augmentation: Augmentation;
  /** Streams of the seed, shared by all models: `order` and `augment` are split off. */
  readonly random: Random;
}

/**
 * Endless batches of training images. Each epoch has its own order; a last batch that would be
 * smaller is left out, as its examples come again in another order.
 */
export function trainingBatches(
  options: TrainingImages,
): Omit<TrainingBatches, "next"> & { next(): ImageBatch } {
  const { split, indices, facts, batchSize, augmentation, random } = options;
  const augmentRandom = random.split("augment");
  const perEpoch = Math.max(1, Math.floor(indices.length / batchSize));
  const orderOf = (epoch: number) =>
    random.split("order").split(`epoch ${epoch}`).permutation(indices.length);
  let made = 0;
  let order: Uint32Array = new Uint32Array(0);
  return {
    batchSize,
    next() {
      const place = made % perEpoch;
      if (place === 0) order = orderOf(made / perEpoch);
      made++;
      const chosen = order.subarray(place * batchSize, (place + 1) * batchSize);
      const rows = Uint32Array.from(chosen, (example) => indices[example]!);
      const images = augmentedBatch(augmentation, { split, rows, facts, random: augmentRandom });
      return imageBatch(images, Int32Array.from(rows, (row) => split.labels[row]!), facts);
    },
    position: () => ({ batches: made, stream: augmentRandom.position() }),
    moveTo({ batches, stream }) {
      if (stream === null) throw new RangeError("Images need the position of their variations");
      made = batches;
      if (made % perEpoch !== 0) order = orderOf(Math.floor(made / perEpoch));
      augmentRandom.moveTo(stream);
    },
  };
}

/** Batches of the examples at `indices` in their order; the last one may be smaller. */
export function evaluationBatches(
  split: Split,
  indices: Uint32Array,
  { facts, batchSize }: { readonly facts: PixelFacts; readonly batchSize: number },
): { readonly examples: number; each(): Iterable<ImageBatch> } {
  return {
    examples: indices.length,
    *each() {
      for (let start = 0; start < indices.length; start += batchSize) {
        const rows = indices.subarray(start, start + batchSize);
        const labels = Int32Array.from(rows, (row) => split.labels[row]!);
        yield imageBatch(normaliseBatch(split, rows, facts), labels, facts);
      }
    },
  };
}
