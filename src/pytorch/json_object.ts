import { usageError } from "../spec/mod.ts";

/**
 * Reads a JSON object.
 *
 * @param what Its name in the message.
 * @throws {BenchError} With exit code 2 if it is something else.
 */
export function parseJsonObject(text: string, what: string): Record<string, unknown> {
  let value: unknown = null;
  try {
    value = JSON.parse(text);
  } catch {
    // Nothing that is not JSON is an object.
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>;
  }
  throw usageError(`${what}: expected a JSON object`);
}
