import type { ModelKind } from "./configuration.ts";
import { SCRIPT_NAMES } from "./option_names.ts";

/** The options of a training script, as a checkpoint stores them. */
export type ScriptArguments = Readonly<Record<string, unknown>>;

/**
 * What the options of the authors' training scripts say about the arguments of a constructor. Some
 * scripts name them differently, others derive them from the problem.
 *
 * @returns As far as it is said, under the constructors' names; other options are left out.
 */
export function constructorArguments(
  script: ScriptArguments,
  { kind, names, layers }: {
    readonly kind: ModelKind;
    /** The arguments of the constructor. */
    readonly names: readonly string[];
    /** LSTM layers in the state dictionary, which two of the scripts have no option for. */
    readonly layers: number;
  },
): Record<string, unknown> {
  const renamed = Object.fromEntries(
    SCRIPT_NAMES.filter(([name]) => name in script).map(([name, theirs]) => [
      theirs,
      script[name],
    ]),
  );
  const said: Record<string, unknown> = {
    num_layers: layers,
    ...answersOf(script),
    ...questionTicks(script),
    ...script,
    ...renamed,
  };
  // The sorting script reads the numbers themselves, whatever its --d_input says.
  if (kind === "ctm_sort" && "N_to_sort" in script) said.d_input = script.N_to_sort;
  return Object.fromEntries(names.filter((name) => name in said).map((name) => [name, said[name]]));
}

/** Number and shape of the outputs, which the scripts derive from the problem. */
function answersOf(script: ScriptArguments): Record<string, unknown> {
  const { parity_sequence_length: parity, maze_route_length: route, N_to_sort: list } = script;
  if (typeof parity === "number") return { out_dims: parity * 2, prediction_reshaper: [parity, 2] };
  if (typeof route === "number") return { out_dims: route * 5, prediction_reshaper: [route, 5] };
  if (typeof list === "number") return { out_dims: list + 1 };
  return {};
}

/** Each image and each part of a question lasts equally long. */
function questionTicks({ q_num_repeats_per_input: repeats }: ScriptArguments) {
  return repeats === undefined
    ? {}
    : { iterations_per_digit: repeats, iterations_per_question_part: repeats };
}
