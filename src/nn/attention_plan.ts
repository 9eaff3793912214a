import {
  constant,
  type Declaration,
  declareLinear,
  declareNorm,
  parameter,
  uniform,
} from "./declaration.ts";

/**
 * Parameters of the reader that CTM and LSTM share: tokens to keys and values once, one query a
 * tick.
 *
 * @param width E, the width of tokens, queries and answers.
 * @param sizes `channels` of the feature map, `query` width of what asks.
 */
export function declareAttention(
  width: number,
  sizes: { readonly channels: number; readonly query: number },
): Declaration[] {
  return [
    ...declareLinear("keyValue.linear", sizes.channels, width),
    ...declareNorm("keyValue.norm", width),
    ...declareLinear("query", sizes.query, width),
    // The packed matrix of query, key and value is drawn as one, hence fan out 3 E.
    parameter("attention.input.weight", [width, 3 * width], uniform(Math.sqrt(1.5 / width))),
    parameter("attention.input.bias", [3 * width], constant(0)),
    parameter("attention.output.weight", [width, width], uniform(1 / Math.sqrt(width))),
    parameter("attention.output.bias", [width], constant(0)),
  ];
}

/** FLOPs of the reader: `once` a forward pass (keys and values are kept over the ticks), `perTick`. */
export function attentionFlops(
  width: number,
  sizes: { readonly channels: number; readonly query: number; readonly tokens: number },
): { readonly once: number; readonly perTick: number } {
  const { channels, query, tokens } = sizes;
  return {
    once: 2 * tokens * channels * width + 4 * tokens * width * width,
    perTick: 2 * query * width + 4 * width * width + 4 * tokens * width,
  };
}
