/** What a model must map: the shape of one example and of its answer. Pure, shared with the driver. */
export interface ProblemShape {
  /** Rows of an image; for a sequence, its length with `width` 1. */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Answers of one prediction: 1 for classification, the length of a route for mazes. */
  readonly positions: number;
  /** Classes per answer. */
  readonly classes: number;
  readonly presentation: Presentation;
}

/** How an example reaches the ticks of a model. */
export type Presentation =
  /** One map, which every tick may look at through attention. */
  | { readonly kind: "attended" }
  /** The input itself at every tick, without backbone and attention (the authors' sorting model). */
  | { readonly kind: "direct" }
  /**
   * Images one after the other, then a question about them, then silence in which to answer (the
   * authors' QAMNIST). Every item lasts a multiple of the model's ticks.
   */
  | {
    readonly kind: "questions";
    /** Mean number of images of an example, for counting FLOPs. */
    readonly meanDigits: number;
    /** Mean number of operations of a question, for counting FLOPs. */
    readonly meanOperations: number;
    /** Ticks of an image, of a part of the question and of the answer, in units of the model's ticks. */
    readonly repeats: { readonly digit: number; readonly part: number; readonly answer: number };
  };

/** Counts of a model before it is built. */
export interface ModelSize {
  /** Trainable parameters. */
  readonly parameters: number;
  /** Forward FLOPs of one example, 2 per multiply-add; elementwise work is not counted. */
  readonly flopsPerExample: number;
}
