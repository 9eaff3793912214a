import { explainStorage } from "./storage_error.ts";

/** Eight hexadecimal digits that no other process chooses. */
export function randomSuffix(): string {
  return crypto.getRandomValues(new Uint32Array(1))[0]!.toString(16).padStart(8, "0");
}

/**
 * Writes a file so that a reader sees the old content or the new, never a part: a temporary file
 * beside it, flushed to the disk and renamed.
 *
 * @throws {Deno.errors.NotFound} If the folder does not exist.
 * @throws {BenchError} If the disk is full or the place cannot be written to, as `explainStorage`.
 */
export async function writeFileAtomically(path: string, content: string | Uint8Array) {
  const temporary = `${path}.${Deno.pid}-${randomSuffix()}.tmp`;
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  try {
    using file = await Deno.open(temporary, { write: true, createNew: true });
    for (let written = 0; written < bytes.length;) {
      written += await file.write(bytes.subarray(written));
    }
    await file.sync();
    await Deno.rename(temporary, path);
  } catch (error) {
    await Deno.remove(temporary).catch(() => undefined);
    throw explainStorage(error, path);
  }
}

/** {@link writeFileAtomically} of `value` as indented JSON with a final newline. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileAtomically(path, JSON.stringify(value, null, 2) + "\n");
}
