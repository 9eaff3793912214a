import type { ProblemShape } from "../contract/shape.ts";
import { answerShape } from "./answer_shape.ts";
import { backboneOf } from "./backbone_type.ts";
import { type Configuration, type ModelKind, readConfiguration } from "./configuration.ts";
import {
  CTM_NAMES,
  EMBEDDING_NAMES,
  FEED_FORWARD_NAMES,
  LSTM_NAMES,
  toOurNames,
} from "./option_names.ts";
import { type ModelName, type ModelPlan, planModel } from "./plan_model.ts";

/** Everything needed to build a model and to check its state dictionary. */
export interface Blueprint extends ModelPlan {
  /** What it is called in messages. */
  readonly kind: string;
  /** Which of our models it is. */
  readonly model: ModelName;
  readonly shape: ProblemShape;
}

/** What a blueprint needs besides the configuration. */
export interface BlueprintInput {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** Ticks of one image, where digits are read one by one; else the configuration says it. */
  readonly ticksPerDigit?: number;
}

/**
 * Translates the arguments of one of the authors' constructors to our model with its options.
 *
 * @param input Size of one input.
 * @throws {BenchError} With exit code 2 for arguments that are unknown, wrong or do not fit the
 * input.
 */
export function blueprintOf(kind: ModelKind, value: unknown, input: BlueprintInput): Blueprint {
  const configuration = readConfiguration(kind, value);
  const { height, width, channels } = input;
  const shape = {
    height,
    width,
    channels,
    ...answerShape(configuration),
    presentation: presentationOf(kind, configuration, input),
  };
  const { model, names } = COUNTERPARTS[kind];
  const translated = {
    ...toOurNames(configuration, names),
    ...specialOptions(kind, configuration),
  };
  return { kind, model, shape, ...planModel(model, translated, { shape, names }) };
}

/** Our model of each kind, and how its options are called. */
const COUNTERPARTS: {
  readonly [kind in ModelKind]: {
    readonly model: ModelName;
    readonly names: typeof CTM_NAMES;
  };
} = {
  ctm: { model: "ctm", names: CTM_NAMES },
  ctm_sort: { model: "ctm", names: CTM_NAMES },
  ctm_qamnist: { model: "ctm", names: CTM_NAMES },
  lstm: { model: "lstm", names: LSTM_NAMES },
  lstm_qamnist: { model: "lstm", names: LSTM_NAMES },
  ff: { model: "cnn", names: FEED_FORWARD_NAMES },
};

/** How the authors' classes take their input. */
function presentationOf(
  kind: ModelKind,
  configuration: Configuration,
  { ticksPerDigit }: BlueprintInput,
): ProblemShape["presentation"] {
  switch (kind) {
    case "ctm":
    case "lstm":
    case "ff":
      return { kind: "attended" };
    case "ctm_sort":
      return { kind: "direct" };
    case "ctm_qamnist":
    case "lstm_qamnist": {
      const {
        iterations_per_digit: digit,
        iterations_per_question_part: part,
        iterations_for_answering: answer,
      } = configuration as Configuration<"ctm_qamnist" | "lstm_qamnist">;
      return {
        kind: "questions",
        meanDigits: 1,
        meanOperations: 1,
        repeats: { digit: ticksPerDigit ?? digit, part, answer },
      };
    }
    default:
      return kind satisfies never;
  }
}

/** Options that are not one argument with another name. */
function specialOptions(kind: ModelKind, configuration: Configuration): Record<string, unknown> {
  switch (kind) {
    case "ctm":
    case "lstm": {
      const { backbone_type, positional_embedding_type, d_input } = configuration as Configuration<
        "ctm" | "lstm"
      >;
      return {
        backbone: backboneOf(backbone_type, d_input),
        positionalEmbedding:
          EMBEDDING_NAMES.find(([theirs]) => theirs === positional_embedding_type)![1],
      };
    }
    case "ctm_sort": {
      // Without attention these have no effect; values that cannot conflict with the others.
      const { n_synch_out, neuron_select_type } = configuration as Configuration<"ctm_sort">;
      const actionPairs = neuron_select_type === "random-pairing" ? n_synch_out : 1;
      return { heads: 1, actionPairs, backbone: { kind: "none" }, positionalEmbedding: "none" };
    }
    case "ctm_qamnist":
    case "lstm_qamnist": {
      const { d_input } = configuration as Configuration<"ctm_qamnist" | "lstm_qamnist">;
      return {
        // The ticks are those of the presentation: an item lasts a multiple of the model's ticks.
        ticks: 1,
        backbone: { kind: "mnist", width: d_input },
        positionalEmbedding: "none",
        ...kind === "lstm_qamnist" ? { layers: 1 } : {},
      };
    }
    case "ff": {
      const { backbone_type } = configuration as Configuration<"ff">;
      return { backbone: backboneOf(backbone_type, 1), head: "feed-forward" };
    }
    default:
      return kind satisfies never;
  }
}
