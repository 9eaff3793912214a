import { basename } from "node:path";
import type {
  Activity,
  CurvePoint,
  Environment,
  Outcome,
  RunContext,
  RunSpec,
} from "../spec/mod.ts";
import { runId, runSpecSchema } from "../spec/mod.ts";
import { requireIntact } from "./checksums.ts";
import { corruptFile, readJsonIfPresent } from "./read_json.ts";
import { readJsonLines } from "./read_json_lines.ts";
import {
  activitySchema,
  curvePointSchema,
  environmentSchema,
  outcomeSchema,
  predictionsFileSchema,
} from "./schemas.ts";
import { runFolder } from "./study_folder.ts";

/** The files of a finished run. */
export interface FinishedRun {
  readonly outcome: Outcome;
  readonly curve: readonly CurvePoint[];
  readonly environment: Environment;
  readonly activity: Activity | null;
}

/** The files that are read here; others have readers, and checksums, of their own. */
const READ = ["outcome.json", "environment.json", "curve.jsonl", "activity.json"];

/**
 * Reads a run.
 *
 * @param directory `runs/<runId>`.
 * @returns `null` if the run is not finished, that is, has no `outcome.json`.
 * @throws {BenchError} With exit code 1, naming the file, if a file is corrupt or belongs to
 * another run.
 */
export async function readRun(directory: string): Promise<FinishedRun | null> {
  const files = runFolder(directory);
  const outcome = await readJsonIfPresent(files.outcome, outcomeSchema);
  if (outcome === null) return null;
  if (outcome.runId !== basename(directory)) {
    throw corruptFile(files.outcome, `it belongs to run ${outcome.runId}`);
  }
  const environment = await readJsonIfPresent(files.environment, environmentSchema);
  if (environment === null) throw corruptFile(files.environment, "the file is missing");
  await requireIntact(directory, READ);
  return {
    outcome: await withChance(outcome, files.predictions),
    environment,
    curve: await readCurve(files.curve),
    activity: await readJsonIfPresent(files.activity, activitySchema),
  };
}

/**
 * The first version did not write the level of guessing, for data sets whose classes are equally
 * likely; a diverged run, which has no predictions, was given it as its accuracy.
 */
async function withChance(outcome: Outcome, predictions: string): Promise<Outcome> {
  if (!Number.isNaN(outcome.test.chance)) return outcome;
  const description = await readJsonIfPresent(predictions, predictionsFileSchema);
  const chance = description === null ? outcome.test.accuracy : 1 / description.classes;
  return { ...outcome, test: { ...outcome.test, chance } };
}

/**
 * Reads a learning curve. The last line may be torn by an interruption and is then left out.
 *
 * @returns Empty if the file does not exist.
 * @throws {BenchError} With exit code 1 if an earlier line is corrupt.
 */
export function readCurve(path: string): Promise<CurvePoint[]> {
  return readJsonLines(path, { schema: curvePointSchema, what: "a curve point" });
}

/**
 * The specification that a run was made from.
 *
 * @param directory `runs/<runId>`.
 * @throws {BenchError} With exit code 1, naming the file, if it is missing or corrupt.
 */
export async function readRunSpec(directory: string): Promise<RunSpec> {
  const { spec: path } = runFolder(directory);
  const spec = await readJsonIfPresent(path, runSpecSchema);
  if (spec === null) throw corruptFile(path, "the file is missing");
  return spec;
}

/**
 * The id that a run must have by its specification, as it was stored: defaults that later versions
 * fill in are no part of it.
 *
 * @param directory `runs/<runId>`.
 * @throws {BenchError} As {@link readRunSpec}.
 */
export async function storedRunId(directory: string, context: RunContext): Promise<string> {
  await readRunSpec(directory);
  return runId(JSON.parse(await Deno.readTextFile(runFolder(directory).spec)), context);
}
