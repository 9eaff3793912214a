import { canonicalJson, sha256 } from "../src/spec/identity.ts";
import { BenchError, EXIT } from "../src/spec/errors.ts";
import type { DatasetInfo } from "./dataset.ts";
import type { Generator } from "./generator.ts";

/** What is known of data before a run: sizes, and what identifies the content. */
export interface DataFacts {
  readonly name: string;
  /** SHA-256 of the content; of name, version and options for data that are made. */
  readonly sha256: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Answers per example. */
  readonly positions: number;
  readonly classes: number;
}

/** The facts of a prepared data set of images: one class each. */
export function factsOfImages(info: DatasetInfo): DataFacts {
  const { name, sha256, height, width, channels, classes } = info;
  return { name, sha256, height, width, channels, positions: 1, classes };
}

/** The facts of data that a generator makes. @param options Complete. */
export function factsOfGenerator(generator: Generator, options: unknown): DataFacts {
  const { name, version } = generator;
  const { height, width, channels, positions, classes } = generator.facts(options);
  return {
    name,
    sha256: sha256(canonicalJson({ generator: name, version, options })),
    height,
    width,
    channels,
    positions,
    classes,
  };
}

/**
 * Refuses data that are not those that a study was planned with.
 *
 * @throws {BenchError} With exit code 1.
 */
export function requirePlannedData(
  data: { readonly name: string; readonly sha256: string },
  planned: string,
): void {
  if (data.sha256 === planned) return;
  throw new BenchError(
    `The data set ${data.name} has changed since the study was planned; start a new one with another --out`,
    EXIT.internal,
  );
}
