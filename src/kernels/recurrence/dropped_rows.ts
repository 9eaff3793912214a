import { createMasks } from "./batch_rows.ts";
import { keepRows, type SavedRows } from "./saved_rows.ts";
import type { Frame, Pass, Rows } from "./section.ts";

/** Dropout of rows before a layer, with what its backward pass needs. */
export interface DroppedRows {
  /** What the layer reads at each tick: the rows after dropout. */
  readonly kept: SavedRows;
  /** Drops at a tick; returns the rows to read. */
  forward(pass: Pass, tick: number, from: Rows): Rows;
  /** Applies a tick's mask to the gradient of the rows, in place. */
  backward(pass: Pass, tick: number, gradient: Rows): void;
}

/**
 * Dropout of `rows` rows, whose masks are drawn as those of `[batch, rows]`.
 *
 * @returns `null` if nothing is dropped.
 */
export function createDroppedRows(
  frame: Frame,
  { rows, rate }: { readonly rows: number; readonly rate: number },
): DroppedRows | null {
  const { panels, ticks } = frame;
  const { kernels } = frame.host;
  const drawn = createMasks(frame, { rows, rate });
  if (drawn === null) return null;
  const masks = keepRows(frame, { rows, ticks });
  const kept = keepRows(frame, { rows, ticks });

  function mask(by: Rows, from: Rows, to: Rows): void {
    kernels.multiplyPanelRows(
      from.address,
      by.address,
      to.address,
      rows,
      panels,
      from.panelStride,
      by.panelStride,
      to.panelStride,
    );
  }

  return {
    kept,
    forward(pass, tick, from) {
      const by = masks.at(pass, tick);
      drawn.draw(pass, by);
      const to = kept.at(pass, tick);
      mask(by, from, to);
      return to;
    },
    backward(pass, tick, gradient) {
      mask(masks.at(pass, tick), gradient, gradient);
    },
  };
}
