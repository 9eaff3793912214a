import { basename } from "node:path";
import { z } from "zod";
import type { Activity, CurvePoint, Environment, Outcome } from "../spec/mod.ts";
import { corruptFile, readJsonIfPresent, readTextIfPresent } from "./read_json.ts";
import { activitySchema, curvePointSchema, environmentSchema, outcomeSchema } from "./schemas.ts";
import { runFolder } from "./study_folder.ts";

/** The files of a finished run. */
export interface FinishedRun {
  readonly outcome: Outcome;
  readonly curve: readonly CurvePoint[];
  readonly environment: Environment;
  readonly activity: Activity | null;
}

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
  return {
    outcome,
    environment,
    curve: await readCurve(files.curve),
    activity: await readJsonIfPresent(files.activity, activitySchema),
  };
}

/**
 * Reads a learning curve. The last line may be torn by an interruption and is then left out.
 *
 * @returns Empty if the file does not exist.
 * @throws {BenchError} With exit code 1 if an earlier line is corrupt.
 */
export async function readCurve(path: string): Promise<CurvePoint[]> {
  const text = await readTextIfPresent(path) ?? "";
  const lines = text.split("\n");
  const points: CurvePoint[] = [];
  for (const [index, line] of lines.entries()) {
    const isLast = index === lines.length - 1;
    if (isLast && line === "") break;
    const point = curveLine.safeParse(line);
    if (point.success) points.push(point.data);
    else if (!isLast) throw corruptFile(path, `line ${index + 1} is not a curve point`);
  }
  return points;
}

/** A line of text as a curve point. */
const curveLine = z.string().transform((line, context): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    context.addIssue("not valid JSON");
    return z.NEVER;
  }
}).pipe(curvePointSchema);
