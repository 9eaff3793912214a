import type { CheckpointFile } from "../checkpoint/mod.ts";
import { usageError } from "../spec/mod.ts";
import { type Blueprint, blueprintOf } from "./blueprint.ts";
import { checkState } from "./check_state.ts";
import {
  configurationNames,
  type ModelKind,
  modelKind,
  readConfiguration,
} from "./configuration.ts";
import { parseJsonObject } from "./json_object.ts";
import { inferInput, inferKind, inferLayers } from "./infer.ts";
import { constructorArguments } from "./script_arguments.ts";
import type { TheirModel } from "./their_configuration.ts";

/** What a user says about a checkpoint beyond what it says itself. */
export interface CheckpointHints {
  /** A kind of model, or `null` to tell from the names. */
  readonly kind: string | null;
  /** Arguments of the constructor that the file does not say, or other ones. */
  readonly configuration: Readonly<Record<string, unknown>>;
}

/** A checkpoint of one of the authors' models, understood and checked. */
export interface CheckpointModel extends TheirModel {
  readonly blueprint: Blueprint;
}

/**
 * Finds out whose checkpoint a file is and checks that it is complete.
 *
 * @throws {BenchError} With exit code 2 and one line: an argument of the constructor that is missing
 * or wrong, a tensor that is missing, of another shape, or of nothing in that model.
 */
export function checkpointModel(file: CheckpointFile, hints: CheckpointHints): CheckpointModel {
  const { tensors, metadata } = file;
  const kind = modelKind(hints.kind ?? metadata.kind ?? inferKind(tensors));
  const said = { ...argumentsIn(file, kind), ...hints.configuration };
  requireAll(kind, said);
  const configuration = readConfiguration(kind, said);
  const blueprint = blueprintOf(kind, configuration, inferInput(kind, configuration, tensors));
  checkState(tensors, blueprint);
  return { kind, configuration, blueprint };
}

/** The arguments of the constructor as far as the file says them. */
function argumentsIn(file: CheckpointFile, kind: ModelKind): Record<string, unknown> {
  const { tensors, metadata, arguments: script } = file;
  if (metadata.configuration !== undefined) {
    return parseJsonObject(metadata.configuration, "the configuration in its metadata");
  }
  const { all } = configurationNames(kind);
  return constructorArguments(script ?? {}, { kind, names: all, layers: inferLayers(tensors) });
}

/** Says all at once what is not known. */
function requireAll(kind: ModelKind, said: Readonly<Record<string, unknown>>): void {
  const { required } = configurationNames(kind);
  const missing = required.filter((name) => !(name in said));
  if (missing.length === 0) return;
  throw usageError(
    `the file does not say ${
      missing.join(", ")
    } of a ${kind} model; give them with --config FILE.json`,
  );
}
