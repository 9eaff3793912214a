import { usageError } from "../spec/errors.ts";
import { printable } from "./printable.ts";
import { readStoredZip } from "./stored_zip.ts";

/** What `torch.save` puts into its zip archive. */
export interface PyTorchZip {
  /** The pickled value, in which tensors refer to storages. */
  readonly pickle: Uint8Array;
  /** Elements of tensors by key; always the same view for the same key. */
  readonly storages: ReadonlyMap<string, Uint8Array>;
}

const PICKLE = "data.pkl";

/**
 * Opens a file written by `torch.save` (PyTorch 1.6 and later): a zip archive of
 * `<root>/data.pkl`, `<root>/data/<key>` per storage, and optionally `<root>/byteorder`.
 *
 * @throws {BenchError} With exit code 2 and one line for a damaged archive, any other zip file
 * (TorchScript programs are compressed in part), or big-endian storages.
 *
 * Source: the "Serialized file format for torch.save" section of PyTorch's serialization notes.
 */
export function openPyTorchZip(bytes: Uint8Array): PyTorchZip {
  const entries = readStoredZip(bytes);
  const roots = [...entries.keys()].filter((name) => /^[^/]+\/data\.pkl$/.test(name))
    .map((name) => name.slice(0, -PICKLE.length));
  const [root, another] = roots;
  if (root === undefined) {
    throw usageError(
      "a zip file without data.pkl, so not from torch.save; give a PyTorch or safetensors checkpoint",
    );
  }
  if (another !== undefined) {
    throw usageError(`two data.pkl in one zip file, ${printable(root)} and ${printable(another)}`);
  }
  const order = entries.get(`${root}byteorder`);
  if (order !== undefined && new TextDecoder().decode(order).trim() !== "little") {
    throw usageError(
      "written on a big-endian machine; load it in PyTorch on a little-endian one and torch.save it again",
    );
  }
  const folder = `${root}data/`;
  return {
    pickle: entries.get(`${root}${PICKLE}`)!,
    storages: new Map(
      [...entries].filter(([name]) => name.startsWith(folder))
        .map(([name, data]) => [name.slice(folder.length), data]),
    ),
  };
}
