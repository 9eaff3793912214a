import { z } from "zod";
import type { Random } from "../src/random/mod.ts";

/** Parts of a question that are operations; indices of digits are 0 and up. */
export const OPERATOR = { plus: -1, minus: -2 } as const;

/** Answers are taken modulo this. */
export const ANSWERS = 10;

/**
 * Digits or operations per example at most: the authors' table of index embeddings has this many
 * rows.
 */
const MOST = 50;

/** Smallest and largest number, both included. */
const rangeSchema = z.tuple([z.int().min(1).max(MOST), z.int().min(1).max(MOST)])
  .refine(([least, most]) => least <= most, "must not end before it begins");

/** Options of questions about handwritten digits. */
export const questionOptionsSchema = z.strictObject({
  /** Images of an example in training; all examples of a batch have as many. */
  digits: rangeSchema.default([1, 4]),
  /** Operations of a question in training; all examples of a batch have as many. */
  operations: rangeSchema.default([1, 4]),
  /** Images of an example in evaluation; more than in training is a fair question to ask. */
  evaluationDigits: z.int().min(1).max(MOST).default(4),
  /** Operations of a question in evaluation; more than in training is a fair question to ask. */
  evaluationOperations: z.int().min(1).max(MOST).default(4),
  /** Pixels per side to which the images are enlarged; those of MNIST have 28. */
  size: z.int().min(28).max(128).default(32),
});

/** See {@link questionOptionsSchema}. */
export type QuestionOptions = z.infer<typeof questionOptionsSchema>;

/** How many images and operations the examples of a batch have. */
export interface QuestionCounts {
  readonly digits: number;
  readonly operations: number;
}

/** Questions about digits. */
export interface Questions {
  /** Which image each digit is, `[examples, digits]`. */
  readonly digitIndices: Uint32Array<ArrayBuffer>;
  /**
   * An index of a digit, then as often as there are operations an {@link OPERATOR} and an index,
   * `[examples, 1 + 2 * operations]`.
   */
  readonly question: Int32Array<ArrayBuffer>;
}

/** Draws the counts of a training batch, both uniform in their ranges. */
export function drawCounts(
  { digits, operations }: Pick<QuestionOptions, "digits" | "operations">,
  random: Random,
): QuestionCounts {
  return { digits: drawBetween(digits, random), operations: drawBetween(operations, random) };
}

/**
 * Draws images, indices and operators, all uniformly and with replacement.
 *
 * @param options `images` is the number of images to choose from.
 *
 * Source: Darlow et al. 2025, arXiv:2505.05522v4, Q&A MNIST task.
 */
export function drawQuestions(
  { examples, digits, operations, images, random }: QuestionCounts & {
    readonly examples: number;
    readonly images: number;
    readonly random: Random;
  },
): Questions {
  const digitIndices = new Uint32Array(examples * digits);
  const question = new Int32Array(examples * (1 + 2 * operations));
  let digit = 0;
  let part = 0;
  for (let example = 0; example < examples; example++) {
    for (let index = 0; index < digits; index++) digitIndices[digit++] = random.integer(images);
    question[part++] = random.integer(digits);
    for (let operation = 0; operation < operations; operation++) {
      question[part++] = random.integer(2) === 0 ? OPERATOR.plus : OPERATOR.minus;
      question[part++] = random.integer(digits);
    }
  }
  return { digitIndices, question };
}

/**
 * Answers questions: folded from left to right, modulo 10.
 *
 * @param question `[examples, 1 + 2 * operations]`, see {@link Questions}.
 * @param digitLabels The digit that each image shows, `[examples, digits]`.
 * @returns 0 to 9, `[examples]`.
 * @throws {RangeError} If the sizes do not fit, or for an index or operator that does not exist.
 */
export function answerQuestions(
  question: Int32Array,
  digitLabels: ArrayLike<number>,
  { digits }: { readonly digits: number },
): Int32Array<ArrayBuffer> {
  const examples = digitLabels.length / digits;
  const parts = question.length / examples;
  if (!Number.isInteger(examples) || parts % 2 !== 1) {
    throw new RangeError(
      `Cannot answer questions of ${question.length} parts about ${digitLabels.length} labels ` +
        `with ${digits} digits each`,
    );
  }
  const answers = new Int32Array(examples);
  for (let example = 0; example < examples; example++) {
    const label = (index: number) => {
      if (!(index >= 0 && index < digits)) {
        throw new RangeError(`Expected an index of one of ${digits} digits, got ${index}`);
      }
      return digitLabels[example * digits + index]!;
    };
    const first = example * parts;
    let result = label(question[first]!);
    for (let part = first + 1; part < first + parts; part += 2) {
      result += sign(question[part]!) * label(question[part + 1]!);
    }
    answers[example] = (result % ANSWERS + ANSWERS) % ANSWERS;
  }
  return answers;
}

function sign(operator: number): 1 | -1 {
  if (operator === OPERATOR.plus) return 1;
  if (operator === OPERATOR.minus) return -1;
  throw new RangeError(`Expected the operator -1 or -2, got ${operator}`);
}

function drawBetween([least, most]: readonly [number, number], random: Random): number {
  return least + random.integer(most - least + 1);
}
