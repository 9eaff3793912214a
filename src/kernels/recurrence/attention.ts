import { mark } from "../profile.ts";
import type { Memory } from "./attention_memory.ts";
import { createMasks, unpackBatch } from "./batch_rows.ts";
import { createLinear } from "./linear.ts";
import type { TickedRows } from "./products.ts";
import { keepRows, passRows } from "./saved_rows.ts";
import { FLOAT, type Frame, PANEL, type Pass, type Rows, type Section } from "./section.ts";

/** What attention is made of. */
export interface AttentionOptions {
  /** What is attended to; its width is that of queries and answers. */
  readonly memory: Memory;
  readonly heads: number;
  /** Width of what asks. */
  readonly query: number;
  /** Rate of dropout of the attention weights in training. */
  readonly dropRate: number;
}

/**
 * Multi-head attention with one query per example. Ticks are counted here as far as they attend: 0 is
 * the first tick that does, and each reads the image whose turn it is.
 */
export interface Attention extends Section {
  /** Where what asks at a tick may be written, so that `forward` need not copy it. */
  asking(pass: Pass, tick: number): Rows;
  /** Reads at a tick: `query` rows ask, `width` rows are the answer. */
  forward(pass: Pass, tick: number, asking: Rows, answer: Rows): void;
  /** Reads the gradient of a tick's answer and writes that of what asked. */
  backward(pass: Pass, tick: number, answerGradient: Rows, askingGradient: Rows): void;
  /**
   * Writes the weights of a tick before dropout, `[batch * heads, 1, tokens]`, to an address; without
   * training only those of the last tick.
   */
  readWeights(pass: Pass, tick: number, to: number): void;
}

/** Creates the section that attends, see {@link Attention}. */
export function createAttention(
  frame: Frame,
  { memory, heads, query, dropRate }: AttentionOptions,
): Attention {
  const { host, batch, panels } = frame;
  const { kernels } = host;
  const { tokens, width, reads } = memory;
  const size = width / heads;
  const factor = 1 / Math.sqrt(size);
  const ticks = reads.reduce((sum, count) => sum + count, 0);
  const imageOf = reads.flatMap((count, image) => Array<number>(count).fill(image));
  const masks = createMasks(frame, { rows: heads * tokens, rate: dropRate });

  const queryMap = createLinear(frame, {
    weight: "query.weight",
    bias: "query.bias",
    inputs: query,
    outputs: width,
  });
  const inputMap = createLinear(frame, {
    weight: "attention.input.weight",
    bias: "attention.input.bias",
    inputs: width,
    outputs: width,
    columns: 3 * width,
  });
  const outputMap = createLinear(frame, {
    weight: "attention.output.weight",
    bias: "attention.output.bias",
    inputs: width,
    outputs: width,
  });
  const maps = [queryMap, inputMap, outputMap];
  const linearFlops = maps.reduce((sum, { flops }) => sum + flops, 0);
  /** Of scores or of mixing. */
  const tokenFlops = 2 * batch * tokens * width;

  const asked = keepRows(frame, { rows: query, ticks });
  const projected = keepRows(frame, { rows: width, ticks });
  const queries = keepRows(frame, { rows: width, ticks });
  const weights = keepRows(frame, { rows: heads * tokens, ticks });
  /** Weights times their masks. */
  const dropped = masks === null ? weights : keepRows(frame, { rows: heads * tokens, ticks });
  const mixed = keepRows(frame, { rows: width, ticks });

  const answerGradients = passRows(frame, { rows: width, ticks });
  const mixedGradients = passRows(frame, { rows: width, ticks });
  const scoreGradients = passRows(frame, { rows: heads * tokens, ticks });
  const queryGradients = passRows(frame, { rows: width, ticks });
  const projectedGradients = passRows(frame, { rows: width, ticks });

  function copy(from: Rows, to: Rows, rows: number): void {
    if (from.address === to.address) return;
    const { address, panelStride, rowStride } = from;
    kernels.copyPanelRows(
      address,
      panelStride,
      rowStride,
      to.address,
      to.panelStride,
      rows,
      panels,
    );
  }

  function score(asking: Rows, keys: Rows, to: Rows, scale: number): void {
    kernels.attentionScores(
      asking.address,
      keys.address,
      to.address,
      panels,
      heads,
      size,
      tokens,
      asking.panelStride,
      keys.panelStride,
      to.panelStride,
      scale,
    );
  }

  function mix(by: Rows, values: Rows, to: Rows): void {
    kernels.attentionMix(
      by.address,
      values.address,
      to.address,
      panels,
      heads,
      size,
      tokens,
      by.panelStride,
      values.panelStride,
      to.panelStride,
    );
  }

  /** Gradients of keys or values, from all ticks that read them. */
  function gather(by: TickedRows, from: TickedRows, to: Rows, count: number): void {
    kernels.attentionTokensGradient(
      by.address,
      from.address,
      to.address,
      count,
      panels,
      heads,
      size,
      tokens,
      by.tickStride,
      by.panelStride,
      from.tickStride,
      from.panelStride,
      to.panelStride,
    );
  }

  /** The weights that mix: those of a tick, times the mask if there is dropout. */
  function drop(pass: Pass, tick: number): Rows {
    const from = weights.at(pass, tick);
    if (masks === null) return from;
    const to = dropped.at(pass, tick);
    masks.draw(pass, to);
    for (let panel = 0; panel < panels; panel++) {
      const own = to.address + FLOAT * panel * to.panelStride;
      const factors = from.address + FLOAT * panel * from.panelStride;
      kernels.multiply(factors, own, own, heads * tokens * PANEL);
    }
    return to;
  }

  return {
    prepare: (pass) => maps.forEach((map) => map.prepare(pass)),
    asking: (pass, tick) => asked.at(pass, tick),
    forward(pass, tick, asking, answer) {
      const image = imageOf[tick]!;
      const own = asked.at(pass, tick);
      copy(asking, own, query);
      queryMap.forward(pass, own, projected.at(pass, tick));
      inputMap.forward(pass, projected.at(pass, tick), queries.at(pass, tick));
      mark("queries and answers forward", linearFlops - outputMap.flops);
      const to = weights.at(pass, tick);
      score(queries.at(pass, tick), memory.keys(pass, image), to, factor);
      kernels.attentionSoftmax(to.address, panels, heads, tokens, to.panelStride);
      mix(drop(pass, tick), memory.values(pass, image), mixed.at(pass, tick));
      mark("attention forward", 2 * tokenFlops);
      outputMap.forward(pass, mixed.at(pass, tick), answer);
      mark("queries and answers forward", outputMap.flops);
    },
    begin: (pass) => maps.forEach((map) => map.begin(pass)),
    backward(pass, tick, answerGradient, askingGradient) {
      const image = imageOf[tick]!;
      const own = answerGradients.at(pass, tick);
      copy(answerGradient, own, width);
      outputMap.backward(pass, own, mixedGradients.at(pass, tick));
      mark("queries and answers backward", outputMap.flops);
      const before = weights.at(pass, tick);
      const gradient = scoreGradients.at(pass, tick);
      score(mixedGradients.at(pass, tick), memory.values(pass, image), gradient, 1);
      kernels.attentionSoftmaxGradient(
        before.address,
        dropped.at(pass, tick).address,
        gradient.address,
        panels,
        heads,
        tokens,
        before.panelStride,
        gradient.panelStride,
        factor,
      );
      mix(gradient, memory.keys(pass, image), queryGradients.at(pass, tick));
      mark("attention backward", 2 * tokenFlops);
      inputMap.backward(pass, queryGradients.at(pass, tick), projectedGradients.at(pass, tick));
      queryMap.backward(pass, projectedGradients.at(pass, tick), askingGradient);
      mark("queries and answers backward", linearFlops - outputMap.flops);
    },
    finish(pass) {
      queryMap.finish(pass, { x: asked, yGradient: projectedGradients, ticks });
      inputMap.finish(pass, { x: projected, yGradient: queryGradients, ticks });
      outputMap.finish(pass, { x: mixed, yGradient: answerGradients, ticks });
      mark("weights of queries and answers backward", ticks * linearFlops);
      let first = 0;
      reads.forEach((count, image) => {
        const keys = memory.keys(pass, image);
        gather(scoreGradients.at(pass, first), queries.at(pass, first), keys, count);
        const values = memory.values(pass, image);
        gather(dropped.at(pass, first), mixedGradients.at(pass, first), values, count);
        first += count;
      });
      mark("attention to keys and values backward", 2 * ticks * tokenFlops);
    },
    readWeights(pass, tick, address) {
      unpackBatch(frame, { address, panels: weights.at(pass, tick), rows: heads * tokens });
    },
  };
}
