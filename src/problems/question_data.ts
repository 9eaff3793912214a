import {
  answerQuestions,
  drawCounts,
  drawQuestions,
  normaliseBatch,
  openDataset,
  type PixelFacts,
  type QuestionCounts,
  type QuestionOptions,
  requirePlannedData,
  resizeBilinear,
  type Split,
  splitValidation,
} from "../../datasets/mod.ts";
import type { Batch, DataRequest, EvaluationBatches, ProblemData } from "../contract/mod.ts";
import type { Random } from "../random/mod.ts";
import * as tf from "../tensor/tf.ts";
import { testStream } from "./test_stream.ts";

/** The images that questions are drawn from. */
interface Pool {
  readonly split: Split;
  readonly indices: Uint32Array;
  readonly facts: PixelFacts;
  /** Side of an image as the model sees it. */
  readonly size: number;
}

/**
 * Opens questions about images of digits: each batch of training has its own numbers of images and
 * operations, evaluation those of the options.
 *
 * @throws {RangeError} Where the number of test examples is not given.
 */
export async function openQuestionData(request: DataRequest): Promise<ProblemData> {
  const { batchSize, evaluation, random } = request;
  const options = request.options as QuestionOptions;
  const { testExamples } = evaluation;
  if (testExamples === null) throw new RangeError("Questions need a number of test examples");
  const dataset = await openDataset(request.dataset.name, request.cacheDirectory);
  requirePlannedData(dataset.info, request.sha256);
  const { train, validation } = splitValidation(
    dataset.train.examples,
    evaluation.validationExamples,
    random.split("split").permutation(dataset.train.examples),
  );
  const pool = (split: Split, indices: Uint32Array): Pool => ({
    split,
    indices,
    facts: dataset.info,
    size: options.size,
  });
  const counts = { digits: options.evaluationDigits, operations: options.evaluationOperations };
  const fixed = (images: Pool, examples: number, stream: Random): EvaluationBatches => ({
    examples,
    *each() {
      for (let start = 0; start < examples; start += evaluation.batchSize) {
        yield drawBatch(images, {
          examples: Math.min(evaluation.batchSize, examples - start),
          counts,
          random: stream.split(`batch from ${start}`),
        });
      }
    },
  });
  const trainingPool = pool(dataset.train, train);
  const stream = random.split("train examples");
  let step = 0;
  return {
    training: {
      batchSize,
      next: () => {
        const own = stream.split(`step ${step++}`);
        return drawBatch(trainingPool, {
          examples: batchSize,
          counts: drawCounts(options, own.split("counts")),
          random: own,
        });
      },
      position: () => ({ batches: step, stream: null }),
      moveTo: ({ batches }) => {
        step = batches;
      },
    },
    validation: fixed(
      pool(dataset.train, validation),
      evaluation.validationExamples,
      random.split("validation examples"),
    ),
    testExamples,
    readTest: async () => {
      const split = await dataset.readTest();
      const all = Uint32Array.from({ length: split.examples }, (_, i) => i);
      return {
        batches: fixed(pool(split, all), testExamples, testStream().split("questions")),
        picture: null,
        corruptible: null,
      };
    },
  };
}

function drawBatch(
  { split, indices, facts, size }: Pool,
  { examples, counts, random }: {
    readonly examples: number;
    readonly counts: QuestionCounts;
    readonly random: Random;
  },
): Batch {
  const { digits } = counts;
  const { digitIndices, question } = drawQuestions({
    examples,
    ...counts,
    images: indices.length,
    random,
  });
  const rows = Uint32Array.from(digitIndices, (place) => indices[place]!);
  const pixels = normaliseBatch(split, rows, facts);
  const resized = resizeBilinear(pixels, { from: facts.height, to: size });
  const labels = Int32Array.from(rows, (row) => split.labels[row]!);
  const parts = question.length / examples;
  return {
    input: {
      digits: tf.tensor5d(resized, [examples, digits, size, size, 1]),
      question: tf.tensor2d(question, [examples, parts], "int32"),
    },
    targets: tf.tensor2d(
      answerQuestions(question, labels, { digits }),
      [examples, 1],
      "int32",
    ),
  };
}
