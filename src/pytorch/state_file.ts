import { writeSafetensors } from "../checkpoint/mod.ts";
import type { Model } from "../contract/mod.ts";
import { canonicalJson } from "../spec/mod.ts";
import { ownNames, stateOf } from "./save_state.ts";
import { type OurModel, theirConfiguration, type TheirModel } from "./their_configuration.ts";

/**
 * A model as a safetensors file that PyTorch can load: its state dictionary, with the authors'
 * constructor and arguments in the metadata where their code has such a model (`kind`,
 * `configuration`), the names that it does not have (`own`), and what made it here (`model`).
 *
 * @param batches That batch normalisation has seen in training.
 */
export async function stateFile(
  model: Model,
  description: OurModel,
  batches = 0,
): Promise<Uint8Array<ArrayBuffer>> {
  const own = ownNames(model);
  return writeSafetensors(await stateOf(model, batches), {
    ...theirMetadata(own.length === 0 ? theirConfiguration(description) : null),
    own: canonicalJson(own),
    model: canonicalJson(description),
  });
}

/** The metadata that says whose state dictionary a file is. */
export function theirMetadata(theirs: TheirModel | null): Record<string, string> {
  const { kind, configuration } = theirs ?? {};
  return {
    // Readers in Python ask for it.
    format: "pt",
    ...kind === undefined ? {} : { kind, configuration: canonicalJson(configuration) },
  };
}
