import { contract, multiply, packedFloats, sumRows } from "./products.ts";
import type { SavedRows } from "./saved_rows.ts";
import type { Frame, Pass, Rows } from "./section.ts";

/** Which matrix a {@link Linear} is made of. */
export interface LinearOptions {
  /** Names of the parameters: `[inputs, columns]` and `[columns]`. */
  readonly weight: string;
  readonly bias: string;
  readonly inputs: number;
  readonly outputs: number;
  /** Columns of the whole matrix, of which the first `outputs` are taken. Default `outputs`. */
  readonly columns?: number;
}

/** An affine map of rows, `y = x W + b`, that many ticks share. */
export interface Linear {
  /** Floating-point operations of one tick, forward or backward, or of its gradient of weights. */
  readonly flops: number;
  /** Packs the weights for the forward pass. */
  prepare(pass: Pass): void;
  /** Packs the weights for the backward pass. */
  begin(pass: Pass): void;
  /** Writes `y`, which must lie apart from `x`. */
  forward(pass: Pass, x: Rows, y: Rows): void;
  /** Writes the gradient of `x`. */
  backward(pass: Pass, yGradient: Rows, xGradient: Rows): void;
  /** Gradients of weight and bias, from the first `ticks` ticks. */
  finish(
    pass: Pass,
    saved: {
      readonly x: SavedRows;
      readonly yGradient: SavedRows;
      readonly ticks: number;
    },
  ): void;
}

/** An affine map whose weights are packed once a pass. */
export function createLinear(
  frame: Frame,
  { weight, bias, inputs, outputs, columns = outputs }: LinearOptions,
): Linear {
  const { host, panels } = frame;
  const packed = frame.kept.reserve(packedFloats(outputs, inputs));
  const transposed = frame.passing.reserve(packedFloats(inputs, outputs));
  return {
    flops: 2 * frame.batch * inputs * outputs,
    prepare(pass) {
      const from = pass.parameter(weight);
      host.kernels.packLeft(from, pass.kept(packed), outputs, inputs, 1, columns);
    },
    begin(pass) {
      const from = pass.parameter(weight);
      host.kernels.packLeft(from, pass.passing(transposed), inputs, outputs, columns, 1);
    },
    forward(pass, from, to) {
      const matrix = pass.kept(packed);
      const added = pass.parameter(bias);
      multiply(host, { matrix, rows: outputs, inner: inputs, from, to, panels, bias: added });
    },
    backward(pass, from, to) {
      const matrix = pass.passing(transposed);
      multiply(host, { matrix, rows: inputs, inner: outputs, from, to, panels, bias: 0 });
    },
    finish(pass, { x, yGradient, ticks }) {
      const columnsOf = yGradient.at(pass);
      contract(host, {
        ticks,
        panels,
        rows: x.at(pass),
        rowCount: inputs,
        columns: columnsOf,
        columnCount: outputs,
        out: pass.gradient(weight),
        outStride: columns,
      });
      const out = pass.gradient(bias);
      sumRows(host, { ticks, panels, rows: columnsOf, rowCount: outputs, out });
    },
  };
}
