import type { BlueprintInput } from "./blueprint.ts";
import type { StateDictionary } from "./check_state.ts";
import type { ModelKind } from "./configuration.ts";

/** Which of the authors' models a state dictionary is of. */
export function inferKind(state: StateDictionary): ModelKind {
  const has = (prefix: string) => [...state.keys()].some((name) => name.startsWith(prefix));
  if (has("lstm_cell.")) return "lstm_qamnist";
  if (has("lstm.")) return "lstm";
  if (has("backbone_digit.")) return "ctm_qamnist";
  if (has("output_projector.6.")) return "ff";
  return has("start_trace") && !has("attention.") ? "ctm_sort" : "ctm";
}

/** LSTM layers in a state dictionary. */
export function inferLayers(state: StateDictionary): number {
  return [...state.keys()].filter((name) => /^lstm\.weight_ih_l\d+$/.test(name)).length;
}

/** Rows and columns of an input that every backbone can read: parameters do not depend on them. */
const SIDE = 64;

/**
 * The input of a model as far as its parameters depend on it: the number of channels, or of numbers
 * to sort.
 *
 * @param configuration What is known of the constructor's arguments.
 */
export function inferInput(
  kind: ModelKind,
  configuration: Readonly<Record<string, unknown>>,
  state: StateDictionary,
): BlueprintInput {
  if (kind === "ctm_sort") return { height: Number(configuration.d_input), width: 1, channels: 1 };
  const backbone = configuration.backbone_type;
  const sequence = backbone === "parity_backbone" ||
    configuration.positional_embedding_type === "custom-rotational-1d";
  // The first layer says how many channels it reads.
  const first = kind.endsWith("qamnist")
    ? "backbone_digit.layers.0.weight"
    : backbone === "none"
    ? "kv_proj.0.weight"
    : backbone === "shallow-wide"
    ? "backbone.layers.0.weight"
    : "initial_rgb.weight";
  const channels = backbone === "parity_backbone" ? 1 : state.get(first)?.shape[1] ?? 1;
  return { height: SIDE, width: sequence ? 1 : SIDE, channels };
}
