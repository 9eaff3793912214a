import type * as tf from "../tensor/tf.ts";
import type { StreamPosition } from "../random/mod.ts";
import type { ModelInput } from "./model.ts";

/** Inputs with their answers. */
export interface Batch {
  readonly input: ModelInput;
  /** Classes, `[batch, positions]`, int32. */
  readonly targets: tf.Tensor2D;
}

/** An endless supply of training batches; the caller disposes each. */
export interface TrainingBatches {
  readonly batchSize: number;
  next(): Batch;
  /** Where the supply stands. */
  position(): BatchPosition;
  /** Goes to where a supply of the same run stood: the batches after it are the same. */
  moveTo(position: BatchPosition): void;
}

/** Where a supply of batches stands. */
export interface BatchPosition {
  /** Batches made so far. */
  readonly batches: number;
  /** Of the stream that all batches draw from, `null` where each batch has its own. */
  readonly stream: StreamPosition | null;
}

/** A fixed set of examples in a fixed order. */
export interface EvaluationBatches {
  readonly examples: number;
  /** Makes the batches one after the other; the caller disposes each before asking for the next. */
  each(): Iterable<Batch>;
}
