import { NORM_EPSILON } from "../../tensor/mod.ts";
import { keepRows, type SavedRows } from "./saved_rows.ts";
import { FLOAT, type Frame, PANEL, type Pass, type Rows, type Section } from "./section.ts";

/** Vector lanes in which gradients of scale and shift are added up. */
const LANES = 4;

/** Sums of the gradients of a normalisation's scale and shift over panels and ticks. */
export interface NormSums extends Omit<Section, "prepare"> {
  scaleSums(pass: Pass): number;
  shiftSums(pass: Pass): number;
}

/** Creates the sums of the normalisation declared as `name`. */
export function createNormSums(frame: Frame, name: string, rows: number): NormSums {
  const { kernels } = frame.host;
  const scale = frame.passing.reserve(LANES * rows);
  const shift = frame.passing.reserve(LANES * rows);
  return {
    scaleSums: (pass) => pass.passing(scale),
    shiftSums: (pass) => pass.passing(shift),
    begin(pass) {
      kernels.clear(pass.passing(scale), LANES * rows);
      kernels.clear(pass.passing(shift), LANES * rows);
    },
    finish(pass) {
      kernels.sumLanesOfRows(pass.passing(scale), pass.gradient(`${name}.scale`), rows, 0);
      kernels.sumLanesOfRows(pass.passing(shift), pass.gradient(`${name}.shift`), rows, 0);
    },
  };
}

/** A layer normalisation of rows at every tick, without its affine map in the forward pass. */
export interface NormRows extends NormSums {
  /** Where the rows to be normalised are written; normalised in place. */
  readonly normal: SavedRows;
  forward(pass: Pass, tick: number): void;
  /** Writes the gradient of what was normalised; `to` may be `normal` or, row by row, `gradient`. */
  backward(pass: Pass, tick: number, gradient: Rows, to: Rows): void;
}

/** Creates the normalisation declared as `name`. */
export function createNormRows(frame: Frame, name: string, rows: number): NormRows {
  const { host, panels, ticks, training } = frame;
  const { kernels } = host;
  const normal = keepRows(frame, { rows, ticks });
  const perTick = panels * PANEL;
  const inverses = frame.kept.reserve(training ? ticks * perTick : perTick);
  const inversesAt = (pass: Pass, tick: number) =>
    pass.kept(inverses) + (training ? FLOAT * tick * perTick : 0);
  const sums = createNormSums(frame, name, rows);
  return {
    ...sums,
    normal,
    forward(pass, tick) {
      const { address, panelStride } = normal.at(pass, tick);
      const to = inversesAt(pass, tick);
      kernels.normaliseRows(address, to, rows, panels, panelStride, NORM_EPSILON);
    },
    backward(pass, tick, gradient, to) {
      const { address, panelStride } = normal.at(pass, tick);
      kernels.layerNormGradient(
        gradient.address,
        address,
        inversesAt(pass, tick),
        pass.parameter(`${name}.scale`),
        to.address,
        sums.scaleSums(pass),
        sums.shiftSums(pass),
        rows,
        panels,
        gradient.panelStride,
        gradient.rowStride,
        panelStride,
        to.panelStride,
      );
    },
  };
}
