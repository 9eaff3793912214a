/**
 * ctm-bench as a library: specifications, the catalog, training, statistics and reports.
 *
 * ```ts
 * import { comparePaired, train, verdictSentence } from "./mod.ts";
 *
 * console.log(typeof train, typeof comparePaired, typeof verdictSentence);
 * ```
 *
 * @module
 */
export * from "./src/analysis/mod.ts";
export { MODELS, PRESETS, PROBLEMS } from "./src/catalog.ts";
export { CHARTS, type ReportInput, studyTables, writeReport } from "./src/report/mod.ts";
export * from "./src/spec/mod.ts";
export { readPredictions, readStudy } from "./src/store/mod.ts";
export { DATASETS, prepareDataset } from "./datasets/mod.ts";
export { train, type TrainOptions } from "./src/cli/train.ts";
