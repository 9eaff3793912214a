import type { DatasetFacts, DatasetSource } from "./dataset.ts";
import { loadIdxDataset } from "./idx_dataset.ts";

/** Where the Debian package dataset-fashion-mnist puts the files. */
export const FASHION_MNIST_FOLDER = "/usr/share/datasets/fashion-mnist";

const facts: DatasetFacts = {
  name: "fashion-mnist",
  title: "Fashion-MNIST",
  classNames: [
    "T-shirt/top",
    "trouser",
    "pullover",
    "dress",
    "coat",
    "sandal",
    "shirt",
    "sneaker",
    "bag",
    "ankle boot",
  ],
  classes: 10,
  height: 28,
  width: 28,
  channels: 1,
  mean: [0.2860],
  standardDeviation: [0.3530],
  source:
    "H. Xiao, K. Rasul, R. Vollgraf 2017, arXiv:1708.07747; Debian package dataset-fashion-mnist",
  licence: "MIT",
};

/** Pieces of clothing, 60,000 and 10,000 grey images of 28 x 28. */
export const fashionMnist: DatasetSource = {
  name: facts.name,
  title: facts.title,
  description:
    "pieces of clothing, 28 x 28 grey, 60000 + 10000; from the Debian package dataset-fashion-mnist or --data-dir",
  info: facts,
  load: (location) =>
    loadIdxDataset({
      facts,
      md5: {
        trainImages: "f4a8712d7a061bf5bd6d2ca38dc4d50a",
        trainLabels: "9018921c3c673c538a1fc5bad174d6f9",
        testImages: "8181f5470baa50b63fa0f6fddb340f0a",
        testLabels: "15d484375f8d13e6eb1aabb0c3f46965",
      },
      ownFolder: FASHION_MNIST_FOLDER,
      remedy:
        "install it (apt-get install dataset-fashion-mnist) or pass the folder of the original IDX files with --data-dir",
    }, location),
};
