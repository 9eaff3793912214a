import type { z } from "zod";
import { usageError } from "../spec/mod.ts";
import type { NamePair } from "./option_names.ts";

/**
 * Checks a value that a user or a file gave.
 *
 * @param what Its name in the message, such as `config`.
 * @param names How options are called in the message, where they were translated before.
 * @throws {BenchError} With exit code 2 and one line that names the first thing that is wrong.
 */
export function parseOrRefuse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  what: string,
  names: readonly NamePair[] = [],
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const path = issue.path.map((key) => names.find(([, ours]) => ours === key)?.[0] ?? String(key));
  const place = [what, ...path].join(".");
  if (issue.code === "unrecognized_keys") {
    throw usageError(`${place}: unknown option "${issue.keys[0]}"`);
  }
  // Zod says "received undefined" for what is absent.
  if (issue.code === "invalid_type" && /undefined$/.test(issue.message) && path.length > 0) {
    throw usageError(`${what}: "${path.join(".")}" is missing`);
  }
  throw usageError(`${place}: ${issue.message}`);
}
