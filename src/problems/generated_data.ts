import {
  factsOfGenerator,
  findGenerator,
  type GeneratedBatch,
  type GeneratedFacts,
  requirePlannedData,
} from "../../datasets/mod.ts";
import type { Batch, DataRequest, EvaluationBatches, ProblemData } from "../contract/mod.ts";
import type { Random } from "../random/mod.ts";
import * as tf from "../tensor/tf.ts";
import { testStream } from "./test_stream.ts";

/**
 * Opens the examples of a generator: as many fresh ones as training asks for, a fixed set for
 * validation that all models of a seed share, and one for the test that all seeds share.
 *
 * @throws {RangeError} For an unknown generator, or where the number of test examples is not given.
 */
export function openGeneratedData(request: DataRequest): Promise<ProblemData> {
  const { batchSize, evaluation, random } = request;
  const { name, options } = request.dataset;
  const generator = findGenerator(name);
  if (generator === undefined) throw new RangeError(`There is no generator ${name}`);
  const { testExamples } = evaluation;
  if (testExamples === null) throw new RangeError(`${name} needs a number of test examples`);
  requirePlannedData(factsOfGenerator(generator, options), request.sha256);
  const facts = generator.facts(options);
  const training = random.split("train examples");
  let step = 0;
  const fixed = (examples: number, stream: Random) => {
    const made = generator.make(options, { examples, part: "evaluation", random: stream });
    return fixedBatches(made, { facts, examples, batchSize: evaluation.batchSize });
  };
  return Promise.resolve({
    training: {
      batchSize,
      next: () => {
        const stream = training.split(`step ${step++}`);
        const made = generator.make(options, {
          examples: batchSize,
          part: "train",
          random: stream,
        });
        return toBatch(made, facts, { start: 0, end: batchSize });
      },
      position: () => ({ batches: step, stream: null }),
      moveTo: ({ batches }) => {
        step = batches;
      },
    },
    validation: fixed(evaluation.validationExamples, random.split("validation examples")),
    testExamples,
    readTest: () =>
      Promise.resolve({
        batches: fixed(testExamples, testStream().split(name)),
        picture: null,
        corruptible: null,
      }),
  });
}

function fixedBatches(
  made: GeneratedBatch,
  { facts, examples, batchSize }: {
    readonly facts: GeneratedFacts;
    readonly examples: number;
    readonly batchSize: number;
  },
): EvaluationBatches {
  return {
    examples,
    *each() {
      for (let start = 0; start < examples; start += batchSize) {
        yield toBatch(made, facts, { start, end: Math.min(examples, start + batchSize) });
      }
    },
  };
}

function toBatch(
  { inputs, targets }: GeneratedBatch,
  { height, width, channels, positions }: GeneratedFacts,
  { start, end }: { readonly start: number; readonly end: number },
): Batch {
  const size = height * width * channels;
  return {
    input: tf.tensor4d(inputs.subarray(start * size, end * size), [
      end - start,
      height,
      width,
      channels,
    ]),
    targets: tf.tensor2d(
      targets.subarray(start * positions, end * positions),
      [end - start, positions],
      "int32",
    ),
  };
}
