import type { Model } from "../contract/mod.ts";
import { sha256 } from "../spec/mod.ts";

/** SHA-256 over parameters and buffers in the order of their names. */
export async function hashParameters(
  { parameters, buffers }: Pick<Model, "parameters" | "buffers">,
): Promise<string> {
  const digests: string[] = [];
  for (const [name, variable] of [...parameters, ...buffers].sort(([a], [b]) => a < b ? -1 : 1)) {
    const values = await variable.data();
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    digests.push(`${name} ${sha256(bytes)}`);
  }
  return sha256(digests.join("\n"));
}
