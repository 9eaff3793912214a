/** One part of a data set, pixels as stored in the original files. */
export interface Split {
  /** `[examples, height, width, channels]`, row-major, channels last, 0 to 255. */
  readonly images: Uint8Array;
  /** Class of each example, `[examples]`. */
  readonly labels: Uint16Array;
  readonly examples: number;
}

/** What is known about a data set before any of its files is read. */
export interface DatasetFacts {
  /** As given to `--dataset`. */
  readonly name: string;
  /** For headings and charts. */
  readonly title: string;
  readonly classNames: readonly string[];
  readonly classes: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Per channel, of pixel / 255, over the training images. */
  readonly mean: readonly number[];
  /** Per channel, of pixel / 255, over the training images (divisor n). */
  readonly standardDeviation: readonly number[];
  /** Who made the data and where the files come from. */
  readonly source: string;
  readonly licence: string;
}

/** A prepared data set, as recorded beside its cached content. */
export interface DatasetInfo extends DatasetFacts {
  readonly trainExamples: number;
  readonly testExamples: number;
  /**
   * SHA-256 over the canonical content: train images, train labels, test images, test labels, one
   * byte per pixel (channels last) and per label.
   */
  readonly sha256: string;
  /** Whether the content equals the published checksums. */
  readonly verified: boolean;
}

/** Where a data set may be read from and written to. */
export interface DatasetLocation {
  /** The user's folder with the original files (`--data-dir`), or `null` for the set's own source. */
  readonly dataDirectory: string | null;
  /** Cache folder. */
  readonly cacheDirectory: string;
  /** Receives one plain line for the user, for example before a download. */
  readonly log: (line: string) => void;
}

/** Both parts of a data set, as read from the original files. */
export interface LoadedDataset {
  readonly train: Split;
  readonly test: Split;
  /** Whether the content equals the published checksums. */
  readonly verified: boolean;
}

/** How a data set is obtained. One value per file of this folder, listed in `mod.ts`. */
export interface DatasetSource {
  readonly name: string;
  readonly title: string;
  /** One line on where the data come from. */
  readonly description: string;
  readonly info: DatasetFacts;
  /**
   * Obtains and checks the original files.
   *
   * @throws {BenchError} With exit code 2 for missing or wrong files.
   */
  load(location: DatasetLocation): Promise<LoadedDataset>;
}

/** A prepared data set opened for one run. */
export interface OpenDataset {
  readonly info: DatasetInfo;
  readonly train: Split;
  /**
   * Reads the test split. May be called once, so that nothing can be tuned on it along the way.
   *
   * @throws {Error} On a second call.
   * @throws {BenchError} With exit code 1 if the cached file is corrupt.
   */
  readTest(): Promise<Split>;
}
