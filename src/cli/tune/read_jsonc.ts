import type { z } from "zod";
import { usageError } from "../../spec/mod.ts";
import { withoutComments } from "../read_config.ts";

/**
 * Reads a file of the user's: JSON with comments and trailing commas.
 *
 * @param flag Names the file in messages.
 * @throws {BenchError} With exit code 2 if it cannot be read or has another form.
 */
export async function readJsonc<T>(flag: string, path: string, schema: z.ZodType<T>): Promise<T> {
  const complain = (why: string) => usageError(`--${flag} ${path}: ${why}`);
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    throw complain(`cannot be read (${error instanceof Error ? error.name : error})`);
  }
  let content: unknown;
  try {
    content = JSON.parse(withoutComments(text));
  } catch (error) {
    throw complain(`not JSON with comments: ${(error as SyntaxError).message}`);
  }
  const result = schema.safeParse(content);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw complain(`${issue?.path.join(".") || "the content"}: ${issue?.message}`);
}
