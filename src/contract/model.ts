import type * as tf from "../tensor/tf.ts";
import type { Random } from "../random/mod.ts";
import type { ProblemShape } from "./shape.ts";

/**
 * What every model answers. A model without ticks has one. (A type alias, because `tf.tidy` accepts
 * only object types with an implicit index signature.)
 */
export type Prediction = {
  /** `[batch, ticks, positions, classes]`. */
  readonly logits: tf.Tensor4D;
  /** `[batch, ticks]`, 1 - normalised entropy, averaged over positions; carries no gradient. */
  readonly certainty: tf.Tensor2D;
};

/** `train` uses the statistics of the batch, `evaluate` the running ones. */
export type Mode = "train" | "evaluate";

/**
 * Called with tensors inside a forward pass, for pictures and tests. The tensor is disposed with
 * the pass: clone and keep what is needed.
 *
 * @param tick 1 to T, or 0 for what is computed once.
 */
export type Observe = (name: string, tick: number, value: tf.Tensor) => void;

/**
 * What a model is given: a map `[batch, height, width, channels]`, or images with a question about
 * them.
 */
export type ModelInput = tf.Tensor4D | QuestionInput;

/** Images and a question, for the presentation `questions`. (A type alias, see {@link Prediction}.) */
export type QuestionInput = {
  /** `[batch, digits, height, width, channels]`; the number of digits may differ between batches. */
  readonly digits: tf.Tensor5D;
  /**
   * The parts of the question, `[batch, parts]`, int32: index, then operator and index in turn. An
   * index counts images from 0, an operator is -1 (plus) or -2 (minus).
   */
  readonly question: tf.Tensor2D;
};

/** Options of a forward pass. */
export interface ForwardOptions {
  readonly mode: Mode;
  /** 0-based number of the training step, which chooses the masks of dropout. */
  readonly step?: number;
  readonly observe?: Observe;
}

/** A network with its parameters. */
export interface Model {
  /** Trainable, by name. */
  readonly parameters: ReadonlyMap<string, tf.Variable>;
  /** State that is not trained by gradients, such as running statistics. */
  readonly buffers: ReadonlyMap<string, tf.Variable>;
  /** Number of ticks that the model was made with. */
  readonly ticks: number;
  /**
   * @param input As the presentation of the problem's shape says.
   * @throws {RangeError} For an input of the other kind.
   */
  forward(input: ModelInput, options: ForwardOptions): Prediction;
  dispose(): void;
}

/** What a model is built for. */
export interface ModelContext {
  readonly shape: ProblemShape;
  /** Streams of the model: replicas of one model have the same. */
  readonly random: Random;
  /**
   * Which of the replicas that share each batch this is, 0-based: each has its own masks of dropout.
   * Default: 0.
   */
  readonly replica?: number;
}

/** Builds a model on the active backend. */
export type BuildModel = (
  options: unknown,
  context: ModelContext,
) => Model;
