import type { Random } from "../random/mod.ts";
import type * as tf from "../tensor/tf.ts";
import type { EvaluationBatches, TrainingBatches } from "./batches.ts";
import type { Problem } from "./problem.ts";

/** A problem as the worker loads it. */
export interface ProblemModule {
  /**
   * @param options Of the problem, complete.
   * @param model What is trained: the authors read some problems at another tick for each model.
   */
  create(options: unknown, model: { readonly name: string; readonly ticks: number }): Problem;
  /**
   * Opens the examples of a run. They come from streams that all models of a seed share, so that
   * runs of one seed see the same examples in the same order.
   *
   * @throws {BenchError} If the data are not there or changed.
   */
  open(request: DataRequest): Promise<ProblemData>;
}

/** What opening the examples of a run needs. */
export interface DataRequest {
  /** Of the problem, complete. */
  readonly options: unknown;
  readonly dataset: { readonly name: string; readonly options: unknown };
  /** Folder of prepared data sets. */
  readonly cacheDirectory: string;
  /** SHA-256 of the data that the study was planned with. */
  readonly sha256: string;
  readonly batchSize: number;
  readonly evaluation: {
    readonly batchSize: number;
    readonly validationExamples: number;
    /** Examples to make for the test, or `null` for the test split of the data set. */
    readonly testExamples: number | null;
  };
  /** The stream of the seed. */
  readonly random: Random;
}

/** The examples of one run. */
export interface ProblemData {
  readonly training: TrainingBatches;
  readonly validation: EvaluationBatches;
  readonly testExamples: number;
  /** Reads or makes the test examples, the same for every seed and model. Once. */
  readTest(): Promise<TestData>;
}

/** The test examples of a run. */
export interface TestData {
  readonly batches: EvaluationBatches;
  /** One example for the pictures of the report, where the problem has a picture of it. */
  readonly picture: ExamplePicture | null;
  /**
   * Some of the test examples to be corrupted, the same ones for every seed and model; `null` where
   * examples are not images of a data set.
   *
   * @throws {RangeError} If there are fewer test examples than `examples`.
   */
  readonly corruptible: ((examples: number) => CorruptibleExamples) | null;
}

/** Test examples and what can be made of them. */
export interface CorruptibleExamples {
  /** Among all test examples, ascending. */
  readonly indices: Uint32Array;
  /** SHA-256 of their pixels as they are. */
  readonly sha256: string;
  /** Makes one set after the other: every corruption at every strength. */
  each(): Iterable<CorruptedExamples>;
}

/** Test examples corrupted in one way. */
export interface CorruptedExamples {
  readonly corruption: string;
  /** 1 to 5. */
  readonly strength: number;
  /** SHA-256 of the corrupted pixels. */
  readonly sha256: string;
  readonly batches: EvaluationBatches;
}

/** One example as it is shown to people. */
export interface ExamplePicture {
  /** Index among the test examples. */
  readonly example: number;
  readonly label: number;
  readonly classNames: readonly string[];
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Row-major, channels last, 0 to 255. */
  readonly pixels: readonly number[];
  /** Makes that example a batch of one, `[1, height, width, channels]`; the caller disposes it. */
  input(): tf.Tensor4D;
}
