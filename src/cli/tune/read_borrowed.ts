import { z } from "zod";
import { type Settings, settingsSchema, usageError } from "../../spec/mod.ts";
import { hint } from "../suggest.ts";
import { readJsonc } from "./read_jsonc.ts";

const borrowedFileSchema = z.strictObject({
  /** Where the settings come from: an article, a repository. */
  source: z.string().min(1),
  /** By model; `*` for every model without its own. */
  settings: z.record(z.string(), settingsSchema).refine((one) => Object.keys(one).length > 0, {
    message: "expected settings of at least one model",
  }),
});

/** Settings from elsewhere, tried in addition. */
export interface Borrowed {
  readonly source: string;
  /** Of a model; `null` where there are none, and the model gets one more drawn trial instead. */
  settingsOf(model: string): Settings | null;
}

/**
 * Reads settings to try besides those that are drawn. They are one more trial of every model, so that
 * a model whose good settings are known has no more trials than the others.
 *
 * @throws {BenchError} With exit code 2 for a file of another form or a model that is not searched.
 */
export async function readBorrowed(path: string, models: readonly string[]): Promise<Borrowed> {
  const { source, settings } = await readJsonc("borrow", path, borrowedFileSchema);
  const unknown = Object.keys(settings).find((name) => name !== "*" && !models.includes(name));
  if (unknown !== undefined) {
    throw usageError(`--borrow ${path}: no searched model "${unknown}"${hint(unknown, models)}`);
  }
  return { source, settingsOf: (model) => settings[model] ?? settings["*"] ?? null };
}
