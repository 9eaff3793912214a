import { cnnOptionsSchema } from "../../baselines/cnn/options.ts";
import { lstmOptionsSchema } from "../../baselines/lstm/options.ts";
import type { ProblemShape } from "../contract/shape.ts";
import { ctmOptionsSchema } from "../ctm/options.ts";
import type { Backbone } from "../nn/backbone_plan.ts";
import { backboneType } from "./backbone_type.ts";
import type { ModelKind } from "./configuration.ts";
import {
  CTM_NAMES,
  EMBEDDING_NAMES,
  FEED_FORWARD_NAMES,
  LSTM_NAMES,
  toTheirNames,
} from "./option_names.ts";

/** One of our models with its options and its problem. */
export interface OurModel {
  readonly name: string;
  readonly options: unknown;
  readonly shape: ProblemShape;
}

/** One of the authors' constructors with its arguments. */
export interface TheirModel {
  readonly kind: ModelKind;
  readonly configuration: Readonly<Record<string, unknown>>;
}

/**
 * The authors' counterpart of one of our models: the constructor and the arguments that make a
 * module whose state dictionary ours is.
 *
 * @returns `null` where their code has no such model.
 */
export function theirConfiguration({ name, options, shape }: OurModel): TheirModel | null {
  switch (name) {
    case "ctm": {
      const ours = ctmOptionsSchema.parse(options);
      return tickingModel("ctm", { ours, theirs: toTheirNames(ours, CTM_NAMES), shape });
    }
    case "lstm": {
      const ours = lstmOptionsSchema.parse(options);
      return tickingModel("lstm", { ours, theirs: toTheirNames(ours, LSTM_NAMES), shape });
    }
    case "cnn": {
      const ours = cnnOptionsSchema.parse(options);
      const backbone_type = backboneType(ours.backbone);
      if (ours.head !== "feed-forward" || !backbone_type?.startsWith("resnet")) return null;
      const { out_dims } = answers(shape);
      const theirs = toTheirNames(ours, FEED_FORWARD_NAMES);
      return { kind: "ff", configuration: { ...theirs, backbone_type, out_dims } };
    }
    default:
      return null;
  }
}

/** What CTM and LSTM have in common. */
interface Ticking {
  readonly ours: {
    readonly ticks: number;
    readonly inputWidth: number;
    readonly backbone: Backbone;
    readonly positionalEmbedding: string;
    readonly layers?: number;
    readonly nlmDropout?: number | null;
  };
  readonly theirs: Readonly<Record<string, unknown>>;
  readonly shape: ProblemShape;
}

function tickingModel(name: "ctm" | "lstm", { ours, theirs, shape }: Ticking): TheirModel | null {
  const { presentation } = shape;
  const configuration = { ...theirs, ...answers(shape) };
  const [embedding] = EMBEDDING_NAMES.find(([, name]) => name === ours.positionalEmbedding)!;
  switch (presentation.kind) {
    case "attended": {
      const backbone_type = backboneType(ours.backbone);
      // Theirs makes the embedding of parity sequences as wide as its tokens.
      const narrow = ours.backbone.kind === "parity" && ours.backbone.width !== ours.inputWidth;
      if (backbone_type === null || narrow) return null;
      return {
        kind: name,
        configuration: { ...configuration, backbone_type, positional_embedding_type: embedding },
      };
    }
    case "direct": {
      if (name === "lstm") return null;
      const d_input = shape.height * shape.width * shape.channels;
      const features = { backbone_type: "none", positional_embedding_type: "none" };
      return { kind: "ctm_sort", configuration: { ...configuration, ...features, d_input } };
    }
    case "questions": {
      const { backbone, ticks, inputWidth, layers = 1, nlmDropout = null } = ours;
      const same = backbone.kind === "mnist" && backbone.width === inputWidth;
      const plain = ours.positionalEmbedding === "none" && layers === 1 && nlmDropout === null;
      if (!same || !plain) return null;
      // Theirs has these built in.
      const { num_layers: _, dropout_nlm: __, ...others } = configuration as Record<
        string,
        unknown
      >;
      return {
        kind: `${name}_qamnist`,
        configuration: {
          ...others,
          iterations_per_digit: ticks * presentation.repeats.digit,
          iterations_per_question_part: ticks * presentation.repeats.part,
          iterations_for_answering: ticks * presentation.repeats.answer,
        },
      };
    }
    default:
      return presentation satisfies never;
  }
}

function answers({ positions, classes }: ProblemShape) {
  return {
    out_dims: positions * classes,
    prediction_reshaper: positions === 1 ? [-1] : [positions, classes],
  };
}
