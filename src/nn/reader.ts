import type { ModelInput } from "../contract/mod.ts";
import type * as tf from "../tensor/tf.ts";
import { attend, attentionMemory, keyValueTokens } from "./attention.ts";
import type { Drop } from "./dropout.ts";
import { present, type PresentationContext, type Presented } from "./presented.ts";

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
export interface ReaderContext extends PresentationContext {
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
  return readPresented(present(input, context), context);
}

/** Opens what was laid out over the ticks. */
export function readPresented(
  { batch, ticks, maps, givens, sources }: Presented,
  { options, parameters, drop, dropRate, observe }: ReaderContext,
): Reader {
  const memories = maps.map((map) => {
    const tokens = keyValueTokens(parameters, map);
    observe?.("keyValue", 0, tokens);
    return attentionMemory(parameters, tokens, options.heads);
  });
  return {
    batch,
    ticks,
    read(tick, ask) {
      const { kind, index } = sources[tick - 1]!;
      if (kind === "given") {
        const { answer, observedAs } = givens[index]!;
        if (observedAs !== null) observe?.(observedAs, tick, answer);
        return { answer, weights: null };
      }
      const dropWeights = (weights: tf.Tensor3D) => drop(weights, dropRate);
      return attend(parameters, memories[index]!, { asking: ask(), dropWeights });
    },
  };
}
