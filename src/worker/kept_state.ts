import { z } from "zod";
import { readSafetensors, readSafetensorsMetadata, writeSafetensors } from "../checkpoint/mod.ts";
import { curvePointSchema } from "../store/schemas.ts";
import { trainingNumbersSchema, type TrainingState } from "../training/mod.ts";

const keptNumbersSchema = z.object({
  /** When the first process of the run began, ISO 8601. */
  started: z.string(),
  /** Seconds that the run took before the checkpoint, over all its processes. */
  seconds: z.number(),
  /** Those of them outside steps and evaluation, by what they went into; earlier versions kept none. */
  outside: z.object({ start: z.number(), data: z.number(), files: z.number() }).optional(),
  /** What the run computed on. */
  device: z.string(),
  /** The kernels that it computed with, and their build. */
  kernels: z.string().default("composite"),
  /** Anything a reader of the results should know. */
  notices: z.array(z.string()),
  /** The learning curve so far. */
  curve: z.array(curvePointSchema),
  training: trainingNumbersSchema,
});

/** Everything that another process needs to go on with a run. */
export interface KeptState extends Omit<z.infer<typeof keptNumbersSchema>, "training"> {
  readonly training: TrainingState;
}

/** The key of the numbers among the metadata. */
const NUMBERS = "state";

/** A safetensors file of the arrays, with the numbers as JSON in its metadata. */
export function encodeKeptState({ training, ...kept }: KeptState): Uint8Array {
  const numbers = JSON.stringify({ ...kept, training: training.numbers });
  return writeSafetensors(training.arrays, { [NUMBERS]: numbers });
}

/**
 * The inverse of {@link encodeKeptState}.
 *
 * @throws {Error} For anything else.
 */
export function decodeKeptState(bytes: Uint8Array): KeptState {
  const { training: numbers, ...kept } = keptNumbersSchema.parse(
    JSON.parse(readSafetensorsMetadata(bytes)[NUMBERS] ?? "null"),
  );
  return { ...kept, training: { numbers, arrays: readSafetensors(bytes) } };
}
