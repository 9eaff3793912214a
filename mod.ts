/**
 * ctm-bench as a library: specifications, the catalog, training, statistics and reports.
 *
 * ```ts
 * import { equivalenceMargin, twoWay } from "./mod.ts";
 *
 * // Two seeds, four images: which of two models was right more often?
 * const { mean, standardError } = twoWay(Int8Array.of(1, 0, 0, 1, 0, 1, 1, 0), 2);
 * console.log(mean, standardError, equivalenceMargin(0.06).margin);
 * ```
 *
 * @module
 */
export * from "./src/analysis/mod.ts";
export { MODELS, PRESETS, PROBLEMS } from "./src/catalog.ts";
export { CHARTS, type ReportInput, studyTables, writeReport } from "./src/report/mod.ts";
export * from "./src/spec/mod.ts";
export { readPredictions, readStudy } from "./src/store/mod.ts";
export { DATASETS, GENERATORS, prepareData, prepareDataset } from "./datasets/mod.ts";
export { train, type TrainOptions } from "./src/cli/train.ts";
