import type * as tf from "../tensor/tf.ts";
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
}

/** A fixed set of examples in a fixed order. */
export interface EvaluationBatches {
  readonly examples: number;
  /** Makes the batches one after the other; the caller disposes each before asking for the next. */
  each(): Iterable<Batch>;
}
