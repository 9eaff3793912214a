import { z } from "zod";
import { corruptFile, readTextIfPresent } from "./read_json.ts";

/**
 * Reads a file that grows line by line. The last line may be torn by an interruption and is then
 * left out.
 *
 * @param what What a line is, for the error.
 * @returns Empty if the file does not exist.
 * @throws {BenchError} With exit code 1 if an earlier line is corrupt.
 */
export async function readJsonLines<T>(
  path: string,
  { schema, what }: { readonly schema: z.ZodType<T>; readonly what: string },
): Promise<T[]> {
  const text = await readTextIfPresent(path) ?? "";
  const lines = text.split("\n");
  const line = jsonLine.pipe(schema as z.ZodType<T, unknown>);
  const values: T[] = [];
  for (const [index, content] of lines.entries()) {
    const isLast = index === lines.length - 1;
    if (isLast && content === "") break;
    const value = line.safeParse(content);
    if (value.success) values.push(value.data);
    else if (!isLast) throw corruptFile(path, `line ${index + 1} is not ${what}`);
  }
  return values;
}

/** A line of text as JSON. */
const jsonLine = z.string().transform((line, context): unknown => {
  try {
    return JSON.parse(line);
  } catch {
    context.addIssue("not valid JSON");
    return z.NEVER;
  }
});
