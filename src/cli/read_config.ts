import { z } from "zod";
import { type BenchError, usageError } from "../spec/mod.ts";
import { FLAG_LIST, type FlagName } from "./flag_table.ts";
import type { FlagValues } from "./flags.ts";
import { hint } from "./suggest.ts";

const scalarSchema = z.union([z.string().min(1), z.number()]);

/**
 * Reads a configuration file: JSON with comments and trailing commas, an object whose keys are flag
 * names without dashes. Values are texts, numbers, `true`, or lists, which stand for values with
 * commas (`"ticks": [1, 2, 4]`) or for a repeated flag.
 *
 * @throws {BenchError} With exit code 2 for a file that cannot be read or a key or value that no
 * flag has.
 */
export async function readConfig(path: string): Promise<FlagValues> {
  const complain = (why: string) => usageError(`--config ${path}: ${why}`);
  const { content } = await readCommentedJson(path, complain);
  const object = z.record(z.string(), z.unknown()).safeParse(content);
  if (!object.success) throw complain('expected an object such as { "seeds": 5 }');
  return flagValuesOf(object.data, complain);
}

/**
 * Reads JSON with comments and trailing commas that a user wrote.
 *
 * @param complain Makes the error for a file that cannot be read.
 */
export async function readCommentedJson(
  path: string,
  complain: (why: string) => BenchError,
): Promise<{ readonly text: string; readonly content: unknown }> {
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    throw complain(`cannot be read (${error instanceof Error ? error.name : error})`);
  }
  try {
    return { text, content: JSON.parse(withoutComments(text)) };
  } catch (error) {
    throw complain(`not JSON with comments: ${(error as SyntaxError).message}`);
  }
}

/**
 * Flags from an object whose keys are their names.
 *
 * @param complain Makes the error for a key or a value that no flag has.
 */
export function flagValuesOf(
  content: Readonly<Record<string, unknown>>,
  complain: (why: string) => BenchError,
): FlagValues {
  const allowed = FLAG_LIST.filter((flag) => !flag.commandLineOnly);
  const values = new Map<FlagName, string[]>();
  for (const [key, value] of Object.entries(content)) {
    const flag = allowed.find((one) => one.name === key);
    if (flag === undefined) {
      throw complain(`unknown key "${key}"${hint(key, allowed.map((one) => one.name))}`);
    }
    if (flag.kind === "switch") {
      if (typeof value !== "boolean") throw complain(`"${key}" must be true or false`);
      if (value) values.set(flag.name, ["true"]);
      continue;
    }
    const list = z.array(scalarSchema).min(1).safeParse(Array.isArray(value) ? value : [value]);
    if (!list.success) {
      throw complain(`"${key}" must be a text, a number or a list, for example "${flag.example}"`);
    }
    const texts = list.data.map(String);
    values.set(flag.name, flag.kind === "list" ? texts : [texts.join(",")]);
  }
  return values;
}

/** `flags` over `config`: what both have is taken from `flags`. */
export function overlay(config: FlagValues, flags: FlagValues): FlagValues {
  return new Map([...config, ...flags]);
}

/** Turns JSON with comments and trailing commas into JSON; texts are left as they are. */
export function withoutComments(text: string): string {
  const literal = String.raw`"(?:\\.|[^"\\])*"`;
  const keepLiterals = (match: string) => match.startsWith('"') ? match : " ";
  return text
    .replace(new RegExp(String.raw`${literal}|//[^\n]*|/\*[\s\S]*?\*/`, "g"), keepLiterals)
    .replace(new RegExp(String.raw`${literal}|,(?=\s*[}\]])`, "g"), keepLiterals);
}
