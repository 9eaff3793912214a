import {
  type DatasetInfo,
  openDataset,
  requirePlannedData,
  splitValidation,
} from "../../datasets/mod.ts";
import type { DataRequest, ProblemData } from "../contract/mod.ts";
import * as tf from "../tensor/tf.ts";
import type { Augmentation } from "./augment.ts";
import { corruptibleImages } from "./corruptible_images.ts";
import { evaluationBatches, trainingBatches } from "./image_batches.ts";

/** The test example whose picture is shown: the first, so that nobody chose it. */
const PICTURED = 0;

/** How images are varied and scaled. */
interface ImageOptions {
  readonly augmentation: Augmentation;
  readonly scaling: "standardised" | "unit";
}

/** Opens a data set of images for classification. */
export async function openImageData(request: DataRequest): Promise<ProblemData> {
  const { evaluation, batchSize, random } = request;
  const dataset = await openDataset(request.dataset.name, request.cacheDirectory);
  requirePlannedData(dataset.info, request.sha256);
  const { augmentation, scaling } = request.dataset.options as ImageOptions;
  const facts = scaling === "unit" ? inUnitRange(dataset.info) : dataset.info;
  const { train, validation } = splitValidation(
    dataset.train.examples,
    evaluation.validationExamples,
    random.split("split").permutation(dataset.train.examples),
  );
  const evaluationOptions = { facts, batchSize: evaluation.batchSize };
  return {
    training: trainingBatches({
      split: dataset.train,
      indices: train,
      facts,
      batchSize,
      augmentation,
      random,
    }),
    validation: evaluationBatches(dataset.train, validation, evaluationOptions),
    testExamples: facts.testExamples,
    readTest: async () => {
      const split = await dataset.readTest();
      const all = Uint32Array.from({ length: split.examples }, (_, i) => i);
      const size = facts.height * facts.width * facts.channels;
      const pictured = all.subarray(PICTURED, PICTURED + 1);
      return {
        batches: evaluationBatches(split, all, evaluationOptions),
        corruptible: (examples) =>
          corruptibleImages(split, { ...evaluationOptions, examples, name: dataset.info.name }),
        picture: {
          example: PICTURED,
          label: split.labels[PICTURED]!,
          classNames: facts.classNames,
          height: facts.height,
          width: facts.width,
          channels: facts.channels,
          pixels: [...split.images.subarray(PICTURED * size, (PICTURED + 1) * size)],
          input: () => {
            const [only] = evaluationBatches(split, pictured, evaluationOptions).each();
            tf.dispose(only!.targets);
            return only!.input as tf.Tensor4D;
          },
        },
      };
    },
  };
}

/** Facts that make normalisation a division by 255. */
function inUnitRange(info: DatasetInfo): DatasetInfo {
  const all = (value: number) => Array.from({ length: info.channels }, () => value);
  return { ...info, mean: all(0), standardDeviation: all(1) };
}
