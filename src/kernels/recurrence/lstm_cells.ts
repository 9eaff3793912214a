import { createLstmLayer } from "./lstm_layer.ts";
import type { TickedRows } from "./products.ts";
import type { Frame, Pass, Rows, Section } from "./section.ts";

/** What a stack of LSTM cells is made of. */
export interface LstmCellsOptions {
  /** Width of what a tick reads. */
  readonly inputs: number;
  /** Cells of a layer. */
  readonly width: number;
  readonly layers: number;
  /** Rate of dropout between layers in training. */
  readonly dropRate: number;
}

/**
 * Layers of LSTM cells. The hidden state of the top layer is what the others read; `hidden(pass, 0)` is
 * its start, `hidden(pass, t + 1)` what tick `t` made of it.
 */
export interface LstmCells extends Section {
  /** Where the input of a tick may be written, so that `forward` need not copy it. */
  input(pass: Pass, tick: number): Rows;
  /** The top layer's hidden state after `ticks` ticks; without training only the latest. */
  hidden(pass: Pass, ticks: number): TickedRows;
  forward(pass: Pass, tick: number, input: Rows): void;
  /**
   * Goes back through a tick.
   *
   * @param hiddenGradient What the others add to the gradient of `hidden(pass, tick + 1)`.
   * @returns The gradient of the input, until the next call.
   */
  backward(pass: Pass, tick: number, hiddenGradient: Rows): Rows;
  /** Adds what the others add to the gradient of `hidden(pass, 0)`, after the last `backward`. */
  backwardStart(pass: Pass, hiddenGradient: Rows): void;
}

/** Creates the section of LSTM cells, see {@link LstmCells}. */
export function createLstmCells(
  frame: Frame,
  { inputs, width, layers, dropRate }: LstmCellsOptions,
): LstmCells {
  const { panels } = frame;
  const { kernels } = frame.host;
  const stack = Array.from({ length: layers }, (_, layer) => {
    const own = layer === 0 ? inputs : width;
    return createLstmLayer(frame, { layer, inputs: own, width, dropRate });
  });
  const bottom = stack[0]!;
  const top = stack.at(-1)!;

  return {
    prepare: (pass) => stack.forEach((layer) => layer.prepare(pass)),
    input: (pass, tick) => bottom.input(pass, tick),
    hidden: (pass, tick) => top.hidden(pass, tick),
    forward(pass, tick, input) {
      const own = bottom.input(pass, tick);
      if (input.address !== own.address) {
        const { address, panelStride, rowStride } = input;
        const [to, stride] = [own.address, own.panelStride];
        kernels.copyPanelRows(address, panelStride, rowStride, to, stride, inputs, panels);
      }
      stack.forEach((layer, i) => layer.forward(pass, tick, stack[i + 1] ?? null));
    },
    begin: (pass) => stack.forEach((layer) => layer.begin(pass)),
    backward(pass, tick, hiddenGradient) {
      let gradient = hiddenGradient;
      for (let i = layers - 1; i >= 0; i--) {
        gradient = stack[i]!.backward(pass, tick, { above: stack[i + 1] ?? null, gradient });
      }
      return gradient;
    },
    backwardStart(pass, { address, panelStride, rowStride }) {
      const to = top.hiddenGradient(pass);
      const [start, stride] = [to.address, to.panelStride];
      kernels.addPanelRows(address, panelStride, rowStride, start, stride, width, panels);
    },
    finish: (pass) => stack.forEach((layer) => layer.finish(pass)),
  };
}
