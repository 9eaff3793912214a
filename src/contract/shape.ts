/** What a model must map: the shape of one example and of its answer. Pure, shared with the driver. */
export interface ProblemShape {
  /** Rows of an image; for a sequence, its length with `width` 1. */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Answers per example: 1 for classification. */
  readonly positions: number;
  /** Classes per answer. */
  readonly classes: number;
}

/** Counts of a model before it is built. */
export interface ModelSize {
  /** Trainable parameters. */
  readonly parameters: number;
  /** Forward FLOPs of one example, 2 per multiply-add; elementwise work is not counted. */
  readonly flopsPerExample: number;
}
