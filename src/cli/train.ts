import { join } from "node:path";
import { defaultCacheDirectory, prepareData } from "../../datasets/mod.ts";
import { codeIdentity, processPool } from "../execution/mod.ts";
import {
  BenchError,
  EXIT,
  type Job,
  kernelsOf,
  resolveKernels,
  runId,
  type RunSpec,
  runSpecSchema,
} from "../spec/mod.ts";
import { type FinishedRun, readRun } from "../store/mod.ts";

/** Options of {@link train}. */
export interface TrainOptions {
  /** Receives the run as a folder named after its id. */
  readonly directory: string;
  /** Folder with the data set's original files. Default: the set's own source. */
  readonly dataDirectory?: string;
  /** Receives lines for the user, for example before a download. Default: none. */
  readonly log?: (line: string) => void;
  /** Ends the run. */
  readonly signal?: AbortSignal;
}

/**
 * Trains one model in a process of its own, unless `directory` holds that very run already.
 *
 * @param spec A complete specification; its backend must exist on this machine and have the kernels.
 * @returns What the run left: outcome, learning curve, environment, activity.
 * @throws {BenchError} If the specification, the data or the backend do not fit, or the run fails.
 */
export async function train(spec: RunSpec, options: TrainOptions): Promise<FinishedRun> {
  const checked = runSpecSchema.parse(spec);
  resolveKernels(kernelsOf(checked), checked.backend);
  const cacheDirectory = defaultCacheDirectory();
  const data = await prepareData(checked.dataset, {
    dataDirectory: options.dataDirectory ?? null,
    cacheDirectory,
    log: options.log ?? (() => {}),
  });
  const { code, git, lockFile, notices } = await codeIdentity();
  const id = runId(checked, { code, data: data.sha256 });
  const folder = join(options.directory, id);
  const stored = await readRun(folder);
  if (stored !== null) return stored;
  const job: Job = {
    schema: 1,
    runId: id,
    spec: checked,
    code,
    git,
    driver: { lockFile, flags: {}, notices },
    claim: null,
    dataSha256: data.sha256,
    cacheDirectory,
    runsDirectory: options.directory,
  };
  const signal = options.signal ?? new AbortController().signal;
  for await (const { result } of processPool().execute([job], { jobs: 1, signal })) {
    if (result.kind === "failed") {
      const known = Object.values(EXIT).find((exit) => exit === result.code);
      throw new BenchError(result.message, known ?? EXIT.internal);
    }
  }
  const run = await readRun(folder);
  if (run === null) throw new BenchError(`The run ${id} left no outcome`, EXIT.internal);
  return run;
}
