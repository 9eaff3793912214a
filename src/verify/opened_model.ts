import type { Model, ModelInput, ProblemShape } from "../contract/mod.ts";
import {
  blueprintOf,
  buildFromState,
  type ModelKind,
  modelKind,
  readConfiguration,
  type StateDictionary,
  stateEntries,
  type StateEntry,
} from "../pytorch/mod.ts";
import { toStateDict } from "../nn/mod.ts";
import { usageError } from "../spec/mod.ts";
import * as tf from "../tensor/tf.ts";
import { type FixtureCase, type LossCall, stored } from "./fixture_case.ts";
import { modelInput } from "./model_input.ts";
import { requireKnownLoss } from "./problem_of_loss.ts";
import { targetsOf } from "./tick_axis.ts";

/** The model of a case with its stored parameters, and what it is given. */
export interface OpenedModel {
  readonly kind: ModelKind;
  readonly model: Model;
  readonly shape: ProblemShape;
  readonly input: ModelInput;
  /** `[batch, positions]`. */
  readonly targets: tf.Tensor2D;
  readonly mode: "train" | "evaluate";
  readonly loss: LossCall;
  /** Name of one of our variables in the state dictionary. */
  theirName(ours: string): string;
  /** A tensor shaped like one of our variables, in their order of elements. */
  toTheirs(ours: string, tensor: tf.Tensor): Promise<Float32Array>;
  dispose(): void;
}

/**
 * Builds the model of a case on the active backend.
 *
 * @throws {BenchError} With exit code 2 and one line for a case that is incomplete, contradicts
 * itself or asks for what has no defined result.
 */
export function openModel(fixture: FixtureCase): OpenedModel {
  const { info } = fixture;
  const kind = modelKind(info.model_kind ?? info.kind);
  if (info.loss === undefined) throw usageError('case.json: "loss" is missing');
  if (info.mode === undefined) throw usageError('case.json: "mode" is missing');
  requireKnownLoss(info.loss);
  const configuration = readConfiguration(kind, info.config ?? {});
  requireNoDropout(info.mode, configuration);
  const { input, size } = modelInput(fixture, kind, configuration);
  const targets = targetsOf("input/targets", stored(fixture, "input/targets"));
  try {
    const blueprint = blueprintOf(kind, configuration, size);
    const model = buildFromState(blueprint, stateOfCase(fixture));
    const entries = new Map(
      stateEntries(blueprint.declarations).map((entry): [string, StateEntry] => [
        entry.ours,
        entry,
      ]),
    );
    return {
      kind,
      model,
      shape: blueprint.shape,
      input,
      targets,
      mode: info.mode === "train" ? "train" : "evaluate",
      loss: info.loss,
      theirName: (ours) => entries.get(ours)!.name,
      toTheirs: async (ours, tensor) =>
        toStateDict(await tensor.data(), tensor.shape, entries.get(ours)!.layout),
      dispose() {
        model.dispose();
        tf.dispose([input, targets]);
      },
    };
  } catch (error) {
    tf.dispose([input, targets]);
    throw error;
  }
}

/** Masks of dropout are drawn, so a training pass with it has no value to compare with. */
function requireNoDropout(
  mode: "train" | "eval",
  configuration: { readonly dropout: number; readonly dropout_nlm?: number | null },
): void {
  const { dropout, dropout_nlm } = configuration;
  if (mode === "train" && (dropout > 0 || (dropout_nlm ?? 0) > 0)) {
    throw usageError("config.dropout: dropout in training has no result to compare with");
  }
}

/** Parameters and buffers of a case under their names in the state dictionary. */
function stateOfCase(fixture: FixtureCase): StateDictionary {
  return new Map(
    [...fixture.entries.keys()].flatMap((name) => {
      const match = /^(?:param|buffer)\/(.+)$/.exec(name);
      return match ? [[match[1]!, stored(fixture, name)] as const] : [];
    }),
  );
}
