import { createHash } from "node:crypto";

/** JSON with sorted keys and no spaces, so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "null";
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`);
  return `{${entries.join(",")}}`;
}

/** Lower-case hexadecimal SHA-256 of a text or of bytes. */
export function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** What a run's result depends on besides its specification. */
export interface RunContext {
  /** SHA-256 over the sources of the worker side and the lock file. */
  readonly code: string;
  /** SHA-256 of the data set's content, as published by its loader. */
  readonly data: string;
}

/**
 * The identity of a run: 16 hexadecimal digits over the resolved specification (backend class
 * included), the code and the data, so that neither a changed default nor changed code can alias an
 * old result.
 */
export function runId(spec: unknown, context: RunContext): string {
  return sha256(canonicalJson({ spec, context })).slice(0, 16);
}
