import type { ProblemShape } from "../contract/shape.ts";
import { attentionFlops, declareAttention } from "./attention_plan.ts";
import { type Backbone, planBackbone } from "./backbone_plan.ts";
import { type Declaration, parameter } from "./declaration.ts";
import { planPositionalEmbedding, type PositionalEmbedding } from "./positional_embedding_plan.ts";

/** The options of a model about how it reads its input. */
export interface ReaderOptions {
  /** Ticks, or ticks an item where the input comes in items. */
  readonly ticks: number;
  readonly backbone: Backbone;
  readonly positionalEmbedding: PositionalEmbedding;
  /** E, width of tokens and of what is read. */
  readonly inputWidth: number;
  readonly heads: number;
}

/** How parts of a question reach the model: as they are, or as tokens do (the authors' LSTM). */
export type QuestionPath = "embedding" | "key-value";

/** What reading is made of, computed without building it. */
export interface ReaderPlan {
  readonly declarations: readonly Declaration[];
  /** Width of what one tick reads. */
  readonly width: number;
  /** Whether ticks ask: without attention there is no query. */
  readonly asks: boolean;
  /** Ticks of an example on average. */
  readonly meanTicks: number;
  /** Forward FLOPs of reading one example, all ticks together. */
  readonly flops: number;
}

/** Operators of a question: plus and minus. */
const OPERATORS = 2;

/**
 * Plans how a model with ticks reads the input of a problem.
 *
 * @param query Width of what the query is made of.
 * @throws {RangeError} For options that do not fit the shape.
 */
export function planReader(
  options: ReaderOptions,
  shape: ProblemShape,
  { query, questionPath }: { readonly query: number; readonly questionPath: QuestionPath },
): ReaderPlan {
  const { presentation } = shape;
  const { ticks, inputWidth } = options;
  if (presentation.kind === "direct") {
    const width = shape.height * shape.width * shape.channels;
    // The last class is silence; every other one must be said once.
    const said = shape.classes - 1;
    if (ticks < said) {
      throw new RangeError(
        `Cannot write ${said} places in ${ticks} ticks: each takes one; give at least ${said} ticks`,
      );
    }
    return { declarations: [], width, asks: false, meanTicks: ticks, flops: 0 };
  }
  const backbone = planBackbone(options.backbone, shape);
  const { channels } = backbone.output;
  const tokens = backbone.output.height * backbone.output.width;
  const places = planPositionalEmbedding(options.positionalEmbedding, backbone.output);
  const attention = attentionFlops(inputWidth, { channels, query, tokens });
  const once = backbone.flops + places.flops + attention.once;
  const declarations = [
    ...backbone.declarations,
    ...places.declarations,
    ...declareAttention(inputWidth, { channels, query }),
  ];
  switch (presentation.kind) {
    case "attended":
      return {
        declarations,
        width: inputWidth,
        asks: true,
        meanTicks: ticks,
        flops: once + ticks * attention.perTick,
      };
    case "questions": {
      const { repeats, meanDigits, meanOperations } = presentation;
      const parts = 1 + 2 * meanOperations;
      const digitTicks = ticks * repeats.digit * meanDigits;
      const partTicks = ticks * repeats.part * parts;
      const partWidth = questionWidth(questionPath, { inputWidth, channels });
      return {
        declarations: [
          ...declarations,
          parameter("question.operators", [OPERATORS, partWidth], {
            kind: "normal",
            standardDeviation: 1,
          }),
        ],
        width: inputWidth,
        asks: true,
        meanTicks: digitTicks + partTicks + ticks * repeats.answer,
        flops: meanDigits * once + digitTicks * attention.perTick +
          (questionPath === "key-value" ? 2 * parts * channels * inputWidth : 0),
      };
    }
    default:
      return presentation satisfies never;
  }
}

/** Width of the embedding of a part of a question. */
function questionWidth(
  path: QuestionPath,
  { inputWidth, channels }: { readonly inputWidth: number; readonly channels: number },
): number {
  return path === "embedding" ? inputWidth : channels;
}
