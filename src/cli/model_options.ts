import type { z } from "zod";
import { usageError } from "../spec/mod.ts";
import { hint } from "./suggest.ts";

/** Options of a model, complete. */
export type ModelOptions = Readonly<Record<string, unknown>>;

/** Prefixes of `--option` for what is not a model. */
export const STUDY_PARTS = {
  data: "data",
  problem: "problem",
  optimiser: "optimiser",
  schedule: "schedule",
} as const;

/** A value given for one option of a model or of another part of the study. */
export interface OptionChange {
  /** Name of the model, or one of {@link STUDY_PARTS}. */
  readonly target: string;
  readonly option: string;
  readonly value: unknown;
  /** The flag as it was given, for messages. */
  readonly flag: string;
}

/** Something with options: a model or another part of a study. */
export interface WithOptions {
  readonly name: string;
  readonly options: z.ZodType;
}

/** The default options of a model. */
export function defaultOptions(model: WithOptions): ModelOptions {
  return model.options.parse({}) as ModelOptions;
}

/**
 * Reads `target.option=value`. The value is JSON (`4`, `true`, `[1,2]`), anything else is a text.
 *
 * @param targets The selected models and the other parts of the study.
 * @throws {BenchError} With exit code 2 for another form, a target that there is not or an option
 * that it does not have.
 */
export function parseOptionChange(text: string, targets: readonly WithOptions[]): OptionChange {
  const flag = `--option ${text}`;
  const match = /^([^.=]+)\.([^=]+)=(.+)$/s.exec(text);
  if (!match) {
    throw usageError(`${flag}: expected model.option=value, for example ctm.synapseDepth=4`);
  }
  const [, name = "", option = "", value = ""] = match;
  const target = targets.find((one) => one.name === name);
  if (!target) {
    const selected = targets.map((one) => one.name);
    throw usageError(`${flag}: no selected model "${name}"${hint(name, selected)}`);
  }
  const known = Object.keys(defaultOptions(target));
  if (!known.includes(option)) {
    throw usageError(`${flag}: ${name} has no option "${option}"${hint(option, known)}`);
  }
  return { target: name, option, value: jsonOrText(value), flag };
}

/**
 * Checks options against the model's schema.
 *
 * @param origin What the message starts with: the flag or the cell that made the options.
 * @throws {BenchError} With exit code 2 and the first complaint.
 */
export function validOptions(model: WithOptions, options: unknown, origin: string): ModelOptions {
  const result = model.options.safeParse(options);
  if (result.success) return result.data as ModelOptions;
  const issue = result.error.issues[0];
  const where = [model.name, ...(issue?.path ?? [])].join(".");
  throw usageError(`${origin}: ${where}: ${issue?.message.replace(/\s+/g, " ")}`);
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
