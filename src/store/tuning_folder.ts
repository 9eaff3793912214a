import { basename, join } from "node:path";
import { z } from "zod";
import type { CurvePoint, Environment, RunSpec, Spend, Tuning, TuningPlan } from "../spec/mod.ts";
import { tuningHash, tuningPlanSchema, tuningSchema, usageError } from "../spec/mod.ts";
import { corruptFile, readJsonIfPresent } from "./read_json.ts";
import { takeFinalName } from "./run_writer.ts";
import { partialName, runFolder } from "./study_folder.ts";
import { randomSuffix, writeFileAtomically, writeJson } from "./write_file.ts";

/** Where the files of a search are. The formats are described in `results/README.md`. */
export interface TuningFolder {
  /** The plan of the search, written before the first trial. */
  readonly plan: string;
  /** What the search found. */
  readonly result: string;
  /** The folder of a model's trials, one folder per trial in it. */
  trials(model: string): string;
}

/** The paths of the search in `directory`, which may be a study's folder; nothing is created. */
export function tuningFolder(directory: string): TuningFolder {
  const below = join(directory, "tuning");
  return {
    plan: join(below, "plan.json"),
    result: join(directory, "tuning.json"),
    trials: (model) => join(below, model),
  };
}

/** How a trial ended: a run without a test. */
export interface TrialOutcome {
  readonly schema: 1;
  readonly trialId: string;
  readonly status: "completed" | "diverged";
  /** Why, for a diverged trial; empty otherwise. */
  readonly detail: string;
  readonly spend: Spend;
  /** Of the last validation; guessing and no loss for a diverged trial. */
  readonly validation: {
    readonly accuracy: number;
    readonly loss: number | null;
    readonly examples: number;
  };
  readonly parameters: number;
  readonly seconds: { readonly total: number };
}

const trialOutcomeSchema: z.ZodType<TrialOutcome> = z.object({
  schema: z.literal(1),
  trialId: z.string(),
  status: z.enum(["completed", "diverged"]),
  detail: z.string(),
  spend: z.object({
    steps: z.number(),
    examples: z.number(),
    seconds: z.number(),
    flops: z.number(),
    joules: z.number().nullable(),
  }),
  validation: z.object({
    accuracy: z.number().min(0).max(1),
    loss: z.number().nullable(),
    examples: z.int().positive(),
  }),
  parameters: z.number(),
  seconds: z.object({ total: z.number() }),
});

/** Writes the files of one trial. Nothing counts until {@link TrialWriter.finish} has returned. */
export interface TrialWriter {
  writeSpec(spec: RunSpec): Promise<void>;
  writeEnvironment(environment: Environment): Promise<void>;
  appendCurvePoint(point: CurvePoint): Promise<void>;
  /** Writes the outcome and gives the folder its final name. */
  finish(outcome: TrialOutcome): Promise<void>;
}

/** Starts the trial `trialId` in a new partial folder below `trialsDirectory`. */
export async function beginTrial(trialsDirectory: string, trialId: string): Promise<TrialWriter> {
  const directory = join(trialsDirectory, partialName(trialId, Deno.pid, randomSuffix()));
  await Deno.mkdir(directory, { recursive: true });
  const files = runFolder(directory);
  return {
    writeSpec: (spec) => writeJson(files.spec, spec),
    writeEnvironment: (environment) => writeJson(files.environment, environment),
    appendCurvePoint: (point) =>
      Deno.writeTextFile(files.curve, JSON.stringify(point) + "\n", { append: true }),
    async finish(outcome) {
      await writeJson(files.outcome, outcome);
      await takeFinalName(directory, join(trialsDirectory, trialId));
    },
  };
}

/**
 * Reads a trial.
 *
 * @param directory `tuning/<model>/<trialId>`.
 * @returns `null` if the trial is not finished.
 * @throws {BenchError} With exit code 1, naming the file, if it is corrupt or of another trial.
 */
export async function readTrial(directory: string): Promise<TrialOutcome | null> {
  const path = runFolder(directory).outcome;
  const outcome = await readJsonIfPresent(path, trialOutcomeSchema);
  if (outcome !== null && outcome.trialId !== basename(directory)) {
    throw corruptFile(path, `it belongs to trial ${outcome.trialId}`);
  }
  return outcome;
}

/**
 * The plan of the search in `directory`, or `null` if there is none.
 *
 * @throws {BenchError} With exit code 1 if it is corrupt.
 */
export async function readTuningPlan(directory: string): Promise<TuningPlan | null> {
  return await readJsonIfPresent(tuningFolder(directory).plan, tuningPlanSchema);
}

/**
 * Reads what a search found.
 *
 * @param path `tuning.json`, or the folder that holds it.
 * @throws {BenchError} With exit code 2 if there is none, and with exit code 1 if it is corrupt or its
 * hash is not that of its content.
 */
export async function readTuning(path: string): Promise<Tuning> {
  const file = tuningFile(path);
  const tuning = await readJsonIfPresent(file, tuningSchema);
  // The hash is of what was written: a later version may read defaults into it.
  const written = await readJsonIfPresent(file, z.looseObject({ sha256: z.string() }));
  if (tuning === null || written === null) {
    throw usageError(
      `${path} holds no search (no tuning.json); give the folder that deno task tune printed`,
    );
  }
  if (written.sha256 !== tuningHash(written)) {
    throw corruptFile(file, "its SHA-256 differs from that of its content");
  }
  return tuning;
}

/**
 * Puts a copy of a search's result beside a study, byte by byte, so that its hash stays.
 *
 * @param path As of {@link readTuning}.
 * @param directory The study's folder.
 */
export async function copyTuning(path: string, directory: string): Promise<void> {
  await writeFileAtomically(tuningFolder(directory).result, await Deno.readFile(tuningFile(path)));
}

function tuningFile(path: string): string {
  return path.endsWith(".json") ? path : tuningFolder(path).result;
}
