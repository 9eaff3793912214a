import type { z } from "zod";
import type { Random } from "../src/random/mod.ts";

/** Examples made on demand. */
export interface GeneratedBatch {
  /** `[examples, height, width, channels]`, row-major. */
  readonly inputs: Float32Array<ArrayBuffer>;
  /** Classes, `[examples, positions]`. */
  readonly targets: Int32Array<ArrayBuffer>;
}

/** Sizes of what a generator makes, known from its options alone. */
export interface GeneratedFacts {
  /** Rows of an image; for a sequence, its length with `width` 1. */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Answers of one example. */
  readonly positions: number;
  /** Classes per answer. */
  readonly classes: number;
  /** `[classes]`, in the order of the class numbers. */
  readonly classNames: readonly string[];
}

/** Which examples: `train` may be augmented, `evaluation` never. */
export type Part = "train" | "evaluation";

/**
 * A source of examples that are made, not read. One value per file of this folder, listed in
 * `generators.ts`.
 */
export interface Generator {
  /** As given to `--dataset`. */
  readonly name: string;
  /** For headings and charts. */
  readonly title: string;
  /** One line on what the examples are. */
  readonly description: string;
  /** Changes whenever the examples that a seed gives change; part of a run's identity. */
  readonly version: number;
  /** All options with their defaults; strict. */
  readonly options: z.ZodType;
  /** @throws {z.ZodError} For options that {@link Generator.options} refuses. */
  facts(options: unknown): GeneratedFacts;
  /**
   * Makes examples by drawing from `random`: the same stream gives the same examples, and a stream
   * that is handed in again continues with new ones.
   *
   * @throws {z.ZodError} For options that {@link Generator.options} refuses.
   */
  make(
    options: unknown,
    request: { readonly examples: number; readonly part: Part; readonly random: Random },
  ): GeneratedBatch;
}
