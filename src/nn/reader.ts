import type {
  ForwardOptions,
  ModelInput,
  Presentation,
  ProblemShape,
  QuestionInput,
} from "../contract/mod.ts";
import * as tf from "../tensor/tf.ts";
import { attend, type AttentionMemory, attentionMemory, keyValueTokens } from "./attention.ts";
import { backboneFeatures } from "./backbone.ts";
import type { Drop } from "./dropout.ts";
import type { Parameters } from "./parameters.ts";
import { positionalEmbedding } from "./positional_embedding.ts";
import { embedQuestionPart } from "./question_embedding.ts";
import type { QuestionPath, ReaderOptions } from "./reader_plan.ts";

/** What one tick reads. */
export interface Reading {
  /** `[batch, width]`, as wide as the plan of the reader says. */
  readonly answer: tf.Tensor2D;
  /** `[batch * heads, 1, tokens]`, or `null` on a tick without attention. */
  readonly weights: tf.Tensor3D | null;
}

/** An example as it is presented to a model, tick by tick. */
export interface Reader {
  readonly batch: number;
  /** Ticks of this batch. */
  readonly ticks: number;
  /**
   * Reads at one tick, 1 to `ticks`.
   *
   * @param ask Makes what the query is made of, `[batch, query width]`; called only if the tick
   *   uses attention.
   */
  read(tick: number, ask: () => tf.Tensor2D): Reading;
}

/** What opening a reader needs besides the input. */
export interface ReaderContext extends ForwardOptions {
  readonly options: ReaderOptions;
  readonly parameters: Parameters;
  readonly shape: ProblemShape;
  readonly questionPath: QuestionPath;
  /** Of attention weights: the masks of this pass and the rate. */
  readonly drop: Drop;
  readonly dropRate: number;
}

/**
 * Opens the input of a forward pass: does everything that comes before the ticks. Reports
 * `features`, `positionalEmbedding` and `keyValue` of a map, `embedding` of a question.
 *
 * @throws {RangeError} For an input of another kind than the shape's presentation.
 */
export function openReader(input: ModelInput, context: ReaderContext): Reader {
  const { presentation } = context.shape;
  switch (presentation.kind) {
    case "attended":
      return attendedReader(requireMap(input), context);
    case "direct":
      return directReader(requireMap(input), context);
    case "questions":
      return questionReader(requireQuestion(input), presentation, context);
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

function attendedReader(input: tf.Tensor4D, context: ReaderContext): Reader {
  const memory = look(input, context);
  return {
    batch: memory.batch,
    ticks: context.options.ticks,
    read: (_, ask) => attendTo(memory, ask, context),
  };
}

function directReader(input: tf.Tensor4D, { options }: ReaderContext): Reader {
  const batch = input.shape[0];
  const answer = tf.reshape(input, [batch, -1]) as tf.Tensor2D;
  return { batch, ticks: options.ticks, read: () => ({ answer, weights: null }) };
}

/**
 * Digits first, each looked at for some ticks, then the parts of the question, which are given
 * without attention, then zeros.
 *
 * Source: the authors' QAMNIST models.
 */
function questionReader(
  { digits, question }: QuestionInput,
  { repeats }: Extract<Presentation, { kind: "questions" }>,
  context: ReaderContext,
): Reader {
  const { ticks, inputWidth } = context.options;
  const [batch, count, height, width, channels] = digits.shape;
  const parts = question.shape[1];
  const digitTicks = count * ticks * repeats.digit;
  const partTicks = parts * ticks * repeats.part;
  const memories = tf.split(digits, count, 1).map((digit) =>
    look(tf.reshape(digit, [batch, height, width, channels]), context)
  );
  const embeddings = tf.split(question, parts, 1).map((part, position) =>
    embedPart(tf.reshape(part, [batch]), position, context)
  );
  const silence = tf.zeros([batch, inputWidth]) as tf.Tensor2D;
  return {
    batch,
    ticks: digitTicks + partTicks + ticks * repeats.answer,
    read(tick, ask) {
      const place = tick - 1;
      if (place < digitTicks) {
        const memory = memories[Math.floor(place / (ticks * repeats.digit))]!;
        return attendTo(memory, ask, context);
      }
      const part = embeddings[Math.floor((place - digitTicks) / (ticks * repeats.part))];
      if (part === undefined) return { answer: silence, weights: null };
      context.observe?.("embedding", tick, part);
      return { answer: part, weights: null };
    },
  };
}

function embedPart(part: tf.Tensor1D, position: number, context: ReaderContext): tf.Tensor2D {
  const embedded = embedQuestionPart(context.parameters, part, position);
  if (context.questionPath === "embedding") return embedded;
  const [batch, width] = embedded.shape;
  const token = keyValueTokens(context.parameters, tf.reshape(embedded, [batch, 1, width]));
  return tf.reshape(token, [batch, context.options.inputWidth]);
}

/** Features, their places, keys and values of a map. */
function look(
  input: tf.Tensor4D,
  { options, parameters, mode, observe }: ReaderContext,
): AttentionMemory {
  const features = backboneFeatures(options.backbone, parameters, { input, mode });
  const places = positionalEmbedding(options.positionalEmbedding, parameters, features.shape);
  const map = places === null ? features : tf.add(features, places);
  const [batch, height, width, channels] = features.shape;
  const tokens = keyValueTokens(parameters, tf.reshape(map, [batch, height * width, channels]));
  observe?.("features", 0, features);
  if (places !== null) observe?.("positionalEmbedding", 0, places);
  observe?.("keyValue", 0, tokens);
  return attentionMemory(parameters, tokens, options.heads);
}

function attendTo(
  memory: AttentionMemory,
  ask: () => tf.Tensor2D,
  { parameters, drop, dropRate }: ReaderContext,
): Reading {
  return attend(parameters, memory, { asking: ask(), dropWeights: (w) => drop(w, dropRate) });
}
