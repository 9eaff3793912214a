import type { z } from "zod";
import { BenchError, EXIT } from "../spec/mod.ts";

/** The text of a file, or `null` if it does not exist. */
export async function readTextIfPresent(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
      return null;
    }
    throw error;
  }
}

/** An error about a file whose content is not what its name promises, exit code 1. */
export function corruptFile(path: string, why: string): BenchError {
  const line = why.replace(/\s+/g, " ");
  return new BenchError(
    `${path} is corrupt (${line}); remove it or its run's folder and run the same command again`,
    EXIT.internal,
  );
}

/**
 * Reads and checks a JSON file of the store.
 *
 * @returns The value, or `null` if the file does not exist.
 * @throws {BenchError} With exit code 1, naming the file, if it is not JSON or has another form.
 */
export async function readJsonIfPresent<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
  const text = await readTextIfPresent(path);
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw corruptFile(path, "not valid JSON");
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issues = result.error.issues;
  const version = issues.find(({ path: place }) => place.join(".") === "schema");
  if (version !== undefined) throwOtherVersion(path, version, value);
  const issue = issues[0];
  throw corruptFile(path, `${issue?.path.join(".") || "the value"}: ${issue?.message}`);
}

/** A file of another version of this program is not corrupt. */
function throwOtherVersion(path: string, issue: z.core.$ZodIssue, value: unknown): void {
  const { schema } = value as { readonly schema?: unknown };
  if (typeof schema !== "number" || issue.code !== "invalid_value") return;
  const expected = Math.max(...issue.values.map(Number));
  const [age, remedy] = schema > expected
    ? ["a newer", "read it with that version"]
    : ["an older", "read it with that version, or make the study anew in another folder"];
  throw new BenchError(
    `${path} was made by ${age} version of this program (schema ${schema}; expected schema ${expected}); ${remedy}`,
    EXIT.internal,
  );
}
