import type { z } from "zod";
import {
  claimDatasetSchema,
  claimHash,
  claimPartSchema,
  type ClaimSpec,
  claimSpecSchema,
  claimTuningSchema,
  usageError,
} from "../../spec/mod.ts";
import { readCommentedJson } from "../read_config.ts";
import { hint } from "../suggest.ts";

/** A claim as a user wrote it. */
export interface ClaimFile {
  readonly claim: ClaimSpec;
  readonly sha256: string;
  /** With its comments. */
  readonly text: string;
}

/**
 * Reads a claim: JSON with comments, in the form of `ClaimSpec`.
 *
 * @throws {BenchError} With exit code 2 and one line that names the field, for a file that cannot be
 * read and for a field that is missing, unknown or wrong.
 */
export async function readClaim(path: string): Promise<ClaimFile> {
  const complain = (why: string) => usageError(`--claim ${path}: ${why}`);
  const { text, content } = await readCommentedJson(path, complain);
  const result = claimSpecSchema.safeParse(content);
  if (!result.success) throw complain(describeIssue(result.error.issues[0]!, content));
  return { claim: result.data, sha256: claimHash(result.data), text };
}

/** What is wrong with a claim, beginning with the field. */
function describeIssue(issue: z.core.$ZodIssue, content: unknown): string {
  const field = fieldName(issue.path);
  switch (issue.code) {
    case "unrecognized_keys": {
      const [key = ""] = issue.keys;
      return `unknown field ${fieldName([...issue.path, key])}${hint(key, fieldsAt(issue.path))}`;
    }
    case "invalid_value": {
      const given = valueAt(content, issue.path);
      if (given === undefined) return `${field} is missing; see the claims of the project`;
      const allowed = issue.values.map(String);
      const suggestion = typeof given === "string"
        ? hint(given, allowed)
        : `; expected ${allowed.join(" or ")}`;
      return `${field}: ${JSON.stringify(given)} is not possible${suggestion}`;
    }
    case "custom":
      return `${field}: ${issue.message}`;
    default:
      return valueAt(content, issue.path) === undefined
        ? `${field} is missing; see the claims of the project`
        : `${field}: ${issue.message.replace(/^Invalid input: /, "")}`;
  }
}

/** The fields that there are at a place of a claim. */
function fieldsAt([part]: readonly PropertyKey[]): string[] {
  switch (part) {
    case "parts":
      return Object.keys(claimPartSchema.shape);
    case "datasets":
      return Object.keys(claimDatasetSchema.shape);
    case "budget":
      return Object.keys(claimSpecSchema.shape.budget.shape);
    case "margin":
      return Object.keys(claimSpecSchema.shape.margin.shape);
    case "tuning":
      return claimTuningSchema.options.flatMap((option) => Object.keys(option.shape));
    default:
      return Object.keys(claimSpecSchema.shape);
  }
}

/** `datasets.2.name`, counted from 1 as a reader counts. */
function fieldName(path: readonly PropertyKey[]): string {
  if (path.length === 0) return "the claim";
  return path.map((part) => typeof part === "number" ? part + 1 : String(part)).join(".");
}

function valueAt(content: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | null | undefined)?.[key],
    content,
  );
}
