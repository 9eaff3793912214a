import type {
  ForwardOptions,
  ModelInput,
  Presentation,
  ProblemShape,
  QuestionInput,
} from "../contract/mod.ts";
import * as tf from "../tensor/tf.ts";
import { keyValueTokens } from "./attention.ts";
import { backboneFeatures } from "./backbone.ts";
import type { Parameters } from "./parameters.ts";
import { positionalEmbedding } from "./positional_embedding.ts";
import { embedQuestionPart } from "./question_embedding.ts";
import type { QuestionPath, ReaderOptions } from "./reader_plan.ts";

/** What a tick reads: a map through attention, or an answer that is given. By their place in the lists. */
export type Source =
  | { readonly kind: "map"; readonly index: number }
  | { readonly kind: "given"; readonly index: number };

/** An input as it is laid out over the ticks, before any tick reads it. */
export interface Presented {
  readonly batch: number;
  /** Ticks of this batch. */
  readonly ticks: number;
  /** What attention looks at: features with their places, `[batch, tokens, channels]`. */
  readonly maps: readonly tf.Tensor3D[];
  /** Answers that are given without attention, `[batch, width]`. */
  readonly givens: readonly Given[];
  /** What each tick reads; `ticks` entries, those of maps before those of answers. */
  readonly sources: readonly Source[];
  /** Whether the maps depend on parameters, and not on the input alone. */
  readonly mapsLearn: boolean;
}

/** An answer that is given without attention. */
export interface Given {
  readonly answer: tf.Tensor2D;
  /** Whether it depends on parameters. */
  readonly learns: boolean;
  /** Name under which it is observed at every tick that reads it, or `null`. */
  readonly observedAs: "embedding" | null;
}

/** What laying out an input needs besides it. */
export interface PresentationContext extends ForwardOptions {
  readonly options: ReaderOptions;
  readonly parameters: Parameters;
  readonly shape: ProblemShape;
  readonly questionPath: QuestionPath;
}

/**
 * Lays out the input of a forward pass over the ticks. Reports `features` and `positionalEmbedding` of
 * every map.
 *
 * @throws {RangeError} For an input of another kind than the shape's presentation.
 */
export function present(input: ModelInput, context: PresentationContext): Presented {
  const { options, shape: { presentation } } = context;
  const mapsLearn = options.backbone.kind !== "none" || options.positionalEmbedding !== "none";
  switch (presentation.kind) {
    case "attended": {
      const map = requireMap(input);
      const batch = map.shape[0];
      const sources = repeat({ kind: "map", index: 0 }, options.ticks);
      return { ...lay(batch, sources), mapsLearn, maps: [look(map, context)] };
    }
    case "direct": {
      const map = requireMap(input);
      const batch = map.shape[0];
      const answer = tf.reshape(map, [batch, -1]) as tf.Tensor2D;
      const givens = [{ answer, learns: false, observedAs: null }];
      return {
        ...lay(batch, repeat({ kind: "given", index: 0 }, options.ticks)),
        mapsLearn,
        givens,
      };
    }
    case "questions":
      return {
        ...presentQuestion(requireQuestion(input), presentation, context),
        mapsLearn,
      };
    default:
      return presentation satisfies never;
  }
}

/** The input as a map. @throws {RangeError} If it is a question. */
export function requireMap(input: ModelInput): tf.Tensor4D {
  if (input instanceof tf.Tensor) return input;
  throw new RangeError("Expected a map as input, got images with a question");
}

function requireQuestion(input: ModelInput): QuestionInput {
  if (!(input instanceof tf.Tensor)) return input;
  throw new RangeError("Expected images with a question as input, got a map");
}

function repeat(source: Source, ticks: number): Source[] {
  return Array.from({ length: ticks }, () => source);
}

function lay(batch: number, sources: readonly Source[]): Omit<Presented, "mapsLearn"> {
  return { batch, ticks: sources.length, sources, maps: [], givens: [] };
}

/**
 * Digits first, each looked at for some ticks, then the parts of the question, which are given
 * without attention, then zeros.
 *
 * Source: the authors' QAMNIST models.
 */
function presentQuestion(
  { digits, question }: QuestionInput,
  { repeats }: Extract<Presentation, { kind: "questions" }>,
  context: PresentationContext,
): Omit<Presented, "mapsLearn"> {
  const { ticks, inputWidth } = context.options;
  const [batch, count, height, width, channels] = digits.shape;
  const parts = question.shape[1];
  const maps = tf.split(digits, count, 1).map((digit) =>
    look(tf.reshape(digit, [batch, height, width, channels]), context)
  );
  const embeddings = tf.split(question, parts, 1).map((part, position): Given => ({
    answer: embedPart(tf.reshape(part, [batch]), position, context),
    learns: true,
    observedAs: "embedding",
  }));
  const silence: Given = {
    answer: tf.zeros([batch, inputWidth]) as tf.Tensor2D,
    learns: false,
    observedAs: null,
  };
  const sources = [
    ...maps.flatMap((_, index) => repeat({ kind: "map", index }, ticks * repeats.digit)),
    ...embeddings.flatMap((_, index) => repeat({ kind: "given", index }, ticks * repeats.part)),
    ...repeat({ kind: "given", index: parts }, ticks * repeats.answer),
  ];
  return { ...lay(batch, sources), maps, givens: [...embeddings, silence] };
}

function embedPart(
  part: tf.Tensor1D,
  position: number,
  context: PresentationContext,
): tf.Tensor2D {
  const embedded = embedQuestionPart(context.parameters, part, position);
  if (context.questionPath === "embedding") return embedded;
  const [batch, width] = embedded.shape;
  const token = keyValueTokens(context.parameters, tf.reshape(embedded, [batch, 1, width]));
  return tf.reshape(token, [batch, context.options.inputWidth]);
}

/** The features of a map with their places. */
function look(
  input: tf.Tensor4D,
  { options, parameters, mode, observe }: PresentationContext,
): tf.Tensor3D {
  const features = backboneFeatures(options.backbone, parameters, { input, mode });
  const places = positionalEmbedding(options.positionalEmbedding, parameters, features.shape);
  const map = places === null ? features : tf.add(features, places);
  const [batch, height, width, channels] = features.shape;
  observe?.("features", 0, features);
  if (places !== null) observe?.("positionalEmbedding", 0, places);
  return tf.reshape(map, [batch, height * width, channels]) as tf.Tensor3D;
}
