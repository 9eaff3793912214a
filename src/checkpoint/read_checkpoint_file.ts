import { BenchError, usageError } from "../spec/errors.ts";
import { argumentsOf } from "./arguments_of.ts";
import { foreignFormat } from "./foreign_format.ts";
import { openPyTorchZip } from "./pytorch_zip.ts";
import { readSafetensors, readSafetensorsMetadata } from "./safetensors.ts";
import { stateDictOf } from "./state_dict_of.ts";
import type { StoredTensor } from "./stored_tensor.ts";
import { unpickle } from "./unpickle.ts";

/** The weights of a model as they lie in a file, under the names of that file. */
export interface CheckpointFile {
  readonly kind: "safetensors" | "pytorch";
  readonly tensors: Map<string, StoredTensor>;
  /** Of a safetensors file; empty for PyTorch. */
  readonly metadata: Record<string, string>;
  /** The training script's options, if it is a PyTorch checkpoint that holds them. */
  readonly arguments: Record<string, unknown> | null;
}

/** Largest file in bytes: a billion float32 parameters. */
const LARGEST_FILE = 4 * 2 ** 30;

/**
 * Reads a checkpoint: safetensors, or the zip archive of `torch.save`, told apart by their content.
 * Nothing of the file is executed (see `unpickle`).
 *
 * @throws {BenchError} With exit code 2 and one line that begins with the path, if the file is
 * missing, unreadable, damaged, of another format, or asks for more than data.
 */
export async function readCheckpointFile(path: string): Promise<CheckpointFile> {
  const bytes = await readFile(path);
  try {
    return decode(bytes, path);
  } catch (error) {
    if (!(error instanceof BenchError)) throw error;
    throw new BenchError(`${path}: ${error.message}`, error.code);
  }
}

function decode(bytes: Uint8Array, path: string): CheckpointFile {
  if (String.fromCharCode(...bytes.subarray(0, 2)) === "PK") {
    const { pickle, storages } = openPyTorchZip(bytes);
    const value = unpickle(pickle, storages);
    return {
      kind: "pytorch",
      tensors: stateDictOf(value),
      metadata: {},
      arguments: argumentsOf(value),
    };
  }
  if (bytes[8] === "{".charCodeAt(0) || path.endsWith(".safetensors")) {
    return {
      kind: "safetensors",
      tensors: readSafetensors(bytes),
      metadata: { ...readSafetensorsMetadata(bytes) },
      arguments: null,
    };
  }
  throw usageError(
    foreignFormat(bytes) ??
      "neither a safetensors file nor a PyTorch zip checkpoint; give a .safetensors or .pt file",
  );
}

async function readFile(path: string): Promise<Uint8Array> {
  try {
    const { isFile, size } = await Deno.stat(path);
    if (!isFile) throw usageError(`${path} is not a file; give a .safetensors or .pt file`);
    if (size === 0) throw usageError(`${path} is empty; get the file again`);
    if (size > LARGEST_FILE) {
      throw usageError(
        `${path} has ${size} bytes, more than ${LARGEST_FILE}; save only the weights`,
      );
    }
    return await Deno.readFile(path);
  } catch (error) {
    if (error instanceof BenchError) throw error;
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      throw usageError(`no file ${path}; give the path of a .safetensors or .pt file`);
    }
    if (!(error instanceof Error)) throw error;
    throw usageError(`cannot read ${path}: ${error.message.replace(/\s+/g, " ")}`);
  }
}
