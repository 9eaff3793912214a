import { join } from "node:path";
import type { CurvePoint, Outcome } from "../../spec/mod.ts";
import { BenchError } from "../../spec/mod.ts";
import { readCurve, readTrail, runFolder } from "../../store/mod.ts";
import { readJsonIfPresent } from "../../store/read_json.ts";
import { outcomeSchema } from "../../store/schemas.ts";
import type { Agreement } from "./agreement.ts";
import { compareParameters } from "./compare_parameters.ts";
import { comparePredictions } from "./compare_predictions.ts";
import { compareTrails } from "./compare_trails.ts";
import { firstDifference } from "./first_difference.ts";

/** Where a run is and where its repetition. */
export interface RunPair {
  readonly stored: string;
  readonly repeated: string;
}

/**
 * What differs first between a run and its repetition, as one line: a step of training, else a point
 * of the curve, else the outcome, else a file. Times do not count. A stored file that cannot be read
 * is a difference.
 *
 * @returns `null` if nothing differs that counts.
 * @throws {BenchError} If the repetition cannot be read.
 */
export async function compareRuns(pair: RunPair, agreement: Agreement): Promise<string | null> {
  return await compareSteps(pair, agreement) ?? await compareCurves(pair, agreement) ??
    await compareOutcomes(pair, agreement) ?? await compareFiles(pair, agreement);
}

/** Whether the run has a trail; those of earlier versions have none. */
export async function hasTrail(directory: string): Promise<boolean> {
  return await readFileIfPresent(runFolder(directory).trail) !== null;
}

async function compareSteps(pair: RunPair, agreement: Agreement): Promise<string | null> {
  if (!await hasTrail(pair.stored)) return null;
  const repeated = await readTrail(pair.repeated);
  return await reading(async () =>
    compareTrails(await readTrail(pair.stored), repeated, agreement)
  );
}

async function compareCurves(pair: RunPair, { agree }: Agreement): Promise<string | null> {
  const repeated = await readCurve(runFolder(pair.repeated).curve);
  return await reading(async () => {
    const stored = await readCurve(runFolder(pair.stored).curve);
    const difference = firstDifference(
      { points: stored.map(withoutTimes) },
      { points: repeated.map(withoutTimes) },
      agree,
    );
    return difference && `curve.jsonl: ${difference}`;
  });
}

async function compareOutcomes(pair: RunPair, agreement: Agreement): Promise<string | null> {
  const comparable = async (directory: string) => {
    const outcome = await readJsonIfPresent(runFolder(directory).outcome, outcomeSchema);
    return outcome && comparableOutcome(outcome, agreement);
  };
  const repeated = await comparable(pair.repeated);
  return await reading(async () => {
    const difference = firstDifference(await comparable(pair.stored), repeated, agreement.agree);
    return difference && `outcome.json: ${difference}`;
  });
}

function comparableOutcome(outcome: Outcome, { exact }: Agreement): unknown {
  const { seconds: _, parametersSha256, ...rest } = withoutTimes(outcome);
  return exact ? { ...rest, parametersSha256 } : rest;
}

function withoutTimes<T extends CurvePoint | Outcome>(value: T): T {
  return { ...value, spend: { ...value.spend, seconds: 0, joules: 0 } };
}

/** How two files that are not the same byte for byte are compared; others are then different. */
const READERS: {
  readonly [file: string]: (
    stored: Uint8Array,
    repeated: Uint8Array,
    agreement: Agreement,
  ) => string | null;
} = {
  "parameters.safetensors": compareParameters,
  "predictions.bin": comparePredictions,
  "validation_predictions.bin": comparePredictions,
};

/** Files that an inexact backend may fill with other digits. */
const FURTHER_FILES = ["activity.json", "robustness.json"];

async function compareFiles(pair: RunPair, agreement: Agreement): Promise<string | null> {
  const names = [...Object.keys(READERS), ...agreement.exact ? FURTHER_FILES : []];
  for (const name of names) {
    const stored = await readFileIfPresent(join(pair.stored, name));
    const repeated = await readFileIfPresent(join(pair.repeated, name));
    if (stored === null || repeated === null) {
      if (stored === repeated) continue;
      return `${name}: only the ${stored === null ? "repetition" : "stored run"} has it`;
    }
    if (stored.length === repeated.length && stored.every((byte, at) => byte === repeated[at])) {
      continue;
    }
    const compare = READERS[name];
    const difference = await reading(() =>
      Promise.resolve(compare ? compare(stored, repeated, agreement) : null)
    );
    if (difference !== null) return `${name}: ${difference}`;
    if (agreement.exact) return `${name}: its bytes differ`;
  }
  return null;
}

/** What `compare` finds; that what is stored cannot be read is a difference. */
async function reading(compare: () => Promise<string | null>): Promise<string | null> {
  try {
    return await compare();
  } catch (error) {
    if (error instanceof BenchError || error instanceof RangeError) return error.message;
    throw error;
  }
}

async function readFileIfPresent(path: string): Promise<Uint8Array | null> {
  try {
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}
