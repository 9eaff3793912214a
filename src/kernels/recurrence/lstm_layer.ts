import { mark } from "../profile.ts";
import { createMasks } from "./batch_rows.ts";
import {
  contract,
  denseRows,
  multiply,
  packedFloats,
  sumRows,
  type TickedRows,
} from "./products.ts";
import { keepRows, passRows } from "./saved_rows.ts";
import { FLOAT, type Frame, type Pass, type Rows, type Section } from "./section.ts";

/** Gates of a cell: input, forget, candidate, output. */
const GATES = 4;

/** One layer of LSTM cells over all ticks. @internal */
export interface LstmLayer extends Section {
  /** Where the layer reads its input, the hidden state of the same tick behind it. */
  input(pass: Pass, tick: number): Rows;
  /** The hidden state after `ticks` ticks. */
  hidden(pass: Pass, ticks: number): TickedRows;
  /** The mask of the input at a tick; `null` without dropout. */
  mask(pass: Pass, tick: number): Rows | null;
  /** Draws that mask and returns it. */
  drawMask(pass: Pass, tick: number): Rows | null;
  /** One tick; the layer above reads the hidden state, if there is one. */
  forward(pass: Pass, tick: number, above: LstmLayer | null): void;
  /**
   * Goes back through a tick.
   *
   * @param from The gradient that `above` returned, or that of the others at the top.
   * @returns The gradient of the input, until the next call.
   */
  backward(pass: Pass, tick: number, from: { above: LstmLayer | null; gradient: Rows }): Rows;
  /** The gradient of the hidden state of the tick before, from the recurrence alone. */
  hiddenGradient(pass: Pass): Rows;
}

/** Creates the layer number `layer`. @internal */
export function createLstmLayer(
  frame: Frame,
  { layer, inputs, width, dropRate }: {
    readonly layer: number;
    readonly inputs: number;
    readonly width: number;
    /** Of the input; that of the first layer is not dropped. */
    readonly dropRate: number;
  },
): LstmLayer {
  const { host, batch, panels, ticks } = frame;
  const { kernels } = host;
  const gateRows = GATES * width;
  const inner = inputs + width;
  const flops = 2 * batch * inner * gateRows;
  const name = (part: string) => `lstm.${layer}.${part}`;

  /** Input and hidden state; the hidden state of the last tick has a place of its own. */
  const read = keepRows(frame, { rows: inner, ticks: ticks + 1 });
  /** In the backward pass their gradients take their place. */
  const gates = keepRows(frame, { rows: gateRows, ticks });
  const states = keepRows(frame, { rows: width, ticks: ticks + 1 });
  const tangents = keepRows(frame, { rows: width, ticks });
  const drawn = createMasks(frame, { rows: inputs, rate: layer === 0 ? 0 : dropRate });
  const masks = keepRows(frame, { rows: drawn === null ? 0 : inputs, ticks });
  const weight = frame.kept.reserve(inner * gateRows);
  const bias = frame.kept.reserve(gateRows);
  const packed = frame.kept.reserve(packedFloats(gateRows, inner));

  const readGradient = passRows(frame, { rows: inner });
  const stateGradient = passRows(frame, { rows: width });
  const transposed = frame.passing.reserve(packedFloats(inner, gateRows));

  function parameter(pass: Pass, part: string, count: number): Float32Array {
    return host.floats(pass.parameter(name(part)), count);
  }

  function repeatStart(pass: Pass, parameterName: string, to: Rows): void {
    const from = pass.parameter(parameterName) + FLOAT * layer * width;
    kernels.repeatRows(from, to.address, width, panels, to.panelStride, to.rowStride);
  }

  return {
    input: (pass, tick) => read.at(pass, tick),
    hidden: (pass, tick) => read.at(pass, tick, inputs),
    mask: (pass, tick) => drawn === null ? null : masks.at(pass, tick),
    hiddenGradient: (pass) => readGradient.at(pass, 0, inputs),
    prepare(pass) {
      const both = host.floats(pass.kept(weight), inner * gateRows);
      both.set(parameter(pass, "inputWeight", inputs * gateRows));
      both.set(parameter(pass, "hiddenWeight", width * gateRows), inputs * gateRows);
      kernels.packLeft(pass.kept(weight), pass.kept(packed), gateRows, inner, 1, gateRows);
      const sum = host.floats(pass.kept(bias), gateRows);
      sum.set(parameter(pass, "inputBias", gateRows));
      parameter(pass, "hiddenBias", gateRows).forEach((value, i) => sum[i]! += value);
      repeatStart(pass, "start.hidden", read.at(pass, 0, inputs));
      repeatStart(pass, "start.cell", states.at(pass));
    },
    drawMask(pass, tick) {
      if (drawn === null) return null;
      const to = masks.at(pass, tick);
      drawn.draw(pass, to);
      return to;
    },
    forward(pass, tick, above) {
      const opened = gates.at(pass, tick);
      multiply(host, {
        matrix: pass.kept(packed),
        rows: gateRows,
        inner,
        from: read.at(pass, tick),
        to: opened,
        panels,
        bias: pass.kept(bias),
      });
      mark("LSTM gates forward", flops);
      const hidden = read.at(pass, tick + 1, inputs);
      const before = states.at(pass, tick);
      const reader = above?.input(pass, tick);
      const mask = above?.drawMask(pass, tick) ?? null;
      kernels.lstmCell(
        opened.address,
        before.address,
        states.at(pass, tick + 1).address,
        tangents.at(pass, tick).address,
        hidden.address,
        reader?.address ?? 0,
        mask?.address ?? 0,
        width,
        panels,
        opened.panelStride,
        before.panelStride,
        hidden.panelStride,
        reader?.panelStride ?? 0,
      );
      mark("LSTM cells forward");
    },
    begin(pass) {
      kernels.packLeft(pass.kept(weight), pass.passing(transposed), inner, gateRows, gateRows, 1);
      for (const rows of [readGradient.at(pass), stateGradient.at(pass)]) {
        kernels.clear(rows.address, panels * rows.panelStride);
      }
    },
    backward(pass, tick, { above, gradient }) {
      const opened = gates.at(pass, tick);
      const state = stateGradient.at(pass);
      const through = readGradient.at(pass);
      kernels.lstmCellGradient(
        opened.address,
        states.at(pass, tick).address,
        tangents.at(pass, tick).address,
        readGradient.at(pass, 0, inputs).address,
        denseRows(gradient),
        above?.mask(pass, tick)?.address ?? 0,
        state.address,
        opened.address,
        width,
        panels,
        opened.panelStride,
        state.panelStride,
        through.panelStride,
        gradient.panelStride,
      );
      mark("LSTM cells backward");
      multiply(host, {
        matrix: pass.passing(transposed),
        rows: inner,
        inner: gateRows,
        from: opened,
        to: through,
        panels,
        bias: 0,
      });
      mark("LSTM gates backward", flops);
      return through;
    },
    finish(pass) {
      const columns = gates.at(pass);
      for (
        const [part, row, rowCount] of [
          ["inputWeight", 0, inputs],
          ["hiddenWeight", inputs, width],
        ] as const
      ) {
        contract(host, {
          ticks,
          panels,
          rows: read.at(pass, 0, row),
          rowCount,
          columns,
          columnCount: gateRows,
          out: pass.gradient(name(part)),
        });
      }
      for (const part of ["inputBias", "hiddenBias"]) {
        const out = pass.gradient(name(part));
        sumRows(host, { ticks, panels, rows: columns, rowCount: gateRows, out });
      }
      for (
        const [part, rows] of [
          ["start.hidden", readGradient.at(pass, 0, inputs)],
          ["start.cell", stateGradient.at(pass)],
        ] as const
      ) {
        const out = pass.gradient(part) + FLOAT * layer * width;
        sumRows(host, { ticks: 1, panels, rows, rowCount: width, out });
      }
      mark("LSTM weights backward", flops * ticks);
    },
  };
}
