import { join } from "node:path";
import { z } from "zod";
import { readSafetensors, type StoredTensor } from "../checkpoint/mod.ts";
import { parseOrRefuse } from "../pytorch/refuse.ts";
import { usageError } from "../spec/mod.ts";
import { generate, generatedSchema } from "./generated.ts";

/** What a case is and what it compares. */
export const CASE_FILE = "case.json";

/** Its tensors. */
export const TENSOR_FILE = "tensors.safetensors";

const tensorEntrySchema = z.object({
  name: z.string(),
  dtype: z.enum(["F32", "I32"]),
  shape: z.array(z.int().nonnegative()),
  tolerance: z.union([
    z.object({ exact: z.literal(true) }),
    z.object({ atol: z.number().nonnegative(), rtol: z.number().nonnegative() }),
  ]).optional(),
  /** Full precision of a scalar. */
  value: z.number().optional(),
  /** Another name in the tensor file, or `generated`. */
  stored_as: z.string().optional(),
  sample: z.object({
    offset: z.int().nonnegative(),
    stride: z.int().positive(),
    count: z.int().nonnegative(),
  }).optional(),
  stats: z.object({ l2: z.number(), proj: z.number(), proj_seed: z.int() }).optional(),
  min_abs_grad: z.number().optional(),
  compare_zero_grad: z.boolean().optional(),
  ignore: z.tuple([z.int(), z.int()]).optional(),
});

/** What `case.json` says of one tensor. */
export type TensorEntry = z.infer<typeof tensorEntrySchema>;

/** The loss as the authors' training scripts call it. */
const lossSchema = z.strictObject({
  name: z.string(),
  use_most_certain: z.boolean().nullable().optional(),
  cirriculum_lookahead: z.int().optional(),
  last_ticks: z.int().positive().optional(),
  blank: z.int().nonnegative().optional(),
});

/** See {@link lossSchema}. */
export type LossCall = z.infer<typeof lossSchema>;

const optimizerSchema = z.strictObject({
  name: z.literal("AdamW"),
  amsgrad: z.literal(false).optional(),
  lr: z.number().positive(),
  betas: z.tuple([z.number(), z.number()]),
  eps: z.number().positive(),
  weight_decay: z.number().nonnegative(),
  steps: z.int().positive(),
});

/** See {@link optimizerSchema}. */
export type OptimizerCall = z.infer<typeof optimizerSchema>;

/** `case.json`; what describes where a case comes from is left out. */
const caseSchema = z.object({
  name: z.string(),
  kind: z.string(),
  /** Kind of the model of a trajectory. */
  model_kind: z.string().optional(),
  config: z.record(z.string(), z.unknown()).optional(),
  mode: z.enum(["train", "eval"]).optional(),
  loss: lossSchema.optional(),
  optimizer: optimizerSchema.optional(),
  grad_none: z.array(z.string()).default([]),
  generated: z.array(generatedSchema).default([]),
  subcases: z.array(z.record(z.string(), z.unknown())).default([]),
  tensors: z.array(tensorEntrySchema),
});

/** See {@link caseSchema}. */
export type CaseInfo = z.infer<typeof caseSchema>;

/** One golden case: what was computed from what, and how close one has to come. */
export interface FixtureCase {
  readonly info: CaseInfo;
  /** Stored and generated tensors, row-major in the PyTorch layout. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly entries: ReadonlyMap<string, TensorEntry>;
}

/**
 * Reads a folder with `case.json` and `tensors.safetensors`.
 *
 * @throws {BenchError} With exit code 2 and one line if a file is missing, corrupt, or the tensors
 * are not those that the case announces.
 */
export async function readFixtureCase(folder: string): Promise<FixtureCase> {
  const text = new TextDecoder().decode(await readPart(folder, CASE_FILE));
  const info = parseOrRefuse(caseSchema, parseJson(text), CASE_FILE);
  const bytes = await readPart(folder, TENSOR_FILE);
  const tensors = readSafetensors(bytes);
  for (const generated of info.generated) tensors.set(generated.name, generate(generated));
  const entries = new Map(info.tensors.map((entry) => [entry.name, entry]));
  for (const entry of entries.values()) requireStored(entry, tensors);
  return { info, tensors, entries };
}

async function readPart(folder: string, file: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(join(folder, file));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw usageError(`${file} is missing`);
    throw usageError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw usageError(`${CASE_FILE} is not valid JSON`);
  }
}

/** The tensor of an entry, as far as it is stored. */
function storedName({ name, stored_as }: TensorEntry): string {
  return stored_as === undefined || stored_as === "generated" ? name : stored_as;
}

function requireStored(entry: TensorEntry, tensors: ReadonlyMap<string, StoredTensor>): void {
  const name = storedName(entry);
  const tensor = tensors.get(name);
  if (!tensor) throw usageError(`tensor ${name} is missing in ${TENSOR_FILE}`);
  const shape = entry.sample ? [entry.sample.count] : entry.shape;
  const found = `${tensor.data instanceof Float32Array ? "F32" : "I32"} [${tensor.shape}]`;
  const announced = `${entry.dtype} [${shape}]`;
  if (found !== announced) {
    throw usageError(`tensor ${name} is ${found} in the file, ${CASE_FILE} says ${announced}`);
  }
}

/** The tensor of an entry of that name. @throws {BenchError} With exit code 2 if there is none. */
export function stored(fixture: FixtureCase, name: string): StoredTensor {
  const entry = fixture.entries.get(name);
  const tensor = fixture.tensors.get(entry ? storedName(entry) : name);
  if (!tensor) throw usageError(`tensor ${name} is missing`);
  return tensor;
}
