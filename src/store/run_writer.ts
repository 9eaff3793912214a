import { join } from "node:path";
import type {
  Activity,
  CurvePoint,
  Environment,
  Outcome,
  Predictions,
  Robustness,
  RunSpec,
  TrailRow,
} from "../spec/mod.ts";
import { sha256 } from "../spec/mod.ts";
import { writeChecksums } from "./checksums.ts";
import { exists } from "./exists.ts";
import { encodePredictions } from "./predictions_file.ts";
import { removeCheckpoint } from "./run_checkpoint.ts";
import { explainingStorage } from "./storage_error.ts";
import { partialName, runFolder } from "./study_folder.ts";
import { randomSuffix, writeFileAtomically, writeJson } from "./write_file.ts";

/** Writes the files of one run. Nothing counts until {@link RunWriter.finish} has returned. */
export interface RunWriter {
  /** The folder written to; it has the run's own name only after `finish`. */
  readonly directory: string;
  writeSpec(spec: RunSpec): Promise<void>;
  writeEnvironment(environment: Environment): Promise<void>;
  /** Adds one line to `curve.jsonl`. Numbers that are not finite are kept as `null`. */
  appendCurvePoint(point: CurvePoint): Promise<void>;
  /** Adds lines to `trail.jsonl`. */
  appendTrail(rows: readonly TrailRow[]): Promise<void>;
  /** See {@link encodePredictions} for the layout and its precision. */
  writePredictions(predictions: Predictions): Promise<void>;
  /** The same for the validation split, at the end of training. */
  writeValidationPredictions(predictions: Predictions): Promise<void>;
  writeRobustness(robustness: Robustness): Promise<void>;
  writeActivity(activity: Activity): Promise<void>;
  /** @param file Weights as safetensors. */
  writeParameters(file: Uint8Array): Promise<void>;
  /**
   * Writes `outcome.json` and gives the folder its final name.
   *
   * @returns `already finished` if another process has finished the same run: its files stay and
   * ours are removed.
   * @throws {RangeError} If `outcome` belongs to another run.
   */
  finish(outcome: Outcome): Promise<"finished" | "already finished">;
}

/**
 * Starts the run `runId` in a new folder `<runId>.<process>-<random>.partial` below
 * `runsDirectory`, which is created if needed.
 */
export async function beginRun(runsDirectory: string, runId: string): Promise<RunWriter> {
  const directory = join(runsDirectory, partialName(runId, Deno.pid, randomSuffix()));
  await explainingStorage(directory, () => Deno.mkdir(directory, { recursive: true }));
  const files = runFolder(directory);
  return {
    directory,
    writeSpec: (spec) => writeJson(files.spec, spec),
    writeEnvironment: (environment) => writeJson(files.environment, environment),
    appendCurvePoint: (point) => appendLines(files.curve, [point]),
    appendTrail: (rows) => appendLines(files.trail, rows),
    writePredictions: (predictions) =>
      writePredictionsFiles(predictions, {
        description: files.predictions,
        data: files.predictionsData,
      }),
    writeValidationPredictions: (predictions) =>
      writePredictionsFiles(predictions, {
        description: files.validationPredictions,
        data: files.validationPredictionsData,
      }),
    writeRobustness: (robustness) => writeJson(files.robustness, robustness),
    writeParameters: (file) => writeFileAtomically(files.parameters, file),
    writeActivity: (activity) => writeFileAtomically(files.activity, JSON.stringify(activity)),
    async finish(outcome) {
      if (outcome.runId !== runId) {
        throw new RangeError(`Cannot finish run ${runId} with the outcome of ${outcome.runId}`);
      }
      await writeJson(files.outcome, outcome);
      return await takeFinalName(directory, join(runsDirectory, runId));
    },
  };
}

async function appendLines(path: string, values: readonly unknown[]): Promise<void> {
  const text = values.map((value) => JSON.stringify(value) + "\n").join("");
  await explainingStorage(path, () => Deno.writeTextFile(path, text, { append: true }));
}

async function writePredictionsFiles(
  predictions: Predictions,
  { description, data }: { readonly description: string; readonly data: string },
): Promise<void> {
  const bytes = encodePredictions(predictions);
  await writeFileAtomically(data, bytes);
  const { examples, ticks, classes, positions } = predictions;
  await writeJson(description, {
    schema: 3,
    examples,
    ticks,
    classes,
    positions,
    bytes: bytes.length,
    sha256: sha256(bytes),
  });
}

/**
 * Gives a finished folder its final name, unless another process was faster: then its files stay and
 * ours are removed. The checkpoint, which nobody needs any more, is removed. The checksums of the
 * files, which nothing changes from now on, are written before.
 */
export async function takeFinalName(
  directory: string,
  final: string,
): Promise<"finished" | "already finished"> {
  await writeChecksums(directory);
  const how = await rename(directory, final);
  await removeCheckpoint(final);
  return how;
}

async function rename(
  directory: string,
  final: string,
): Promise<"finished" | "already finished"> {
  try {
    await Deno.rename(directory, final);
    return "finished";
  } catch (error) {
    if (!await exists(runFolder(final).outcome)) {
      // A folder of that name without an outcome was not left by this program's rename.
      if (!await exists(final)) throw error;
      await Deno.remove(final, { recursive: true });
      return await rename(directory, final);
    }
    await Deno.remove(directory, { recursive: true });
    return "already finished";
  }
}
