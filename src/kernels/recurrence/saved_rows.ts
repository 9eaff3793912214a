import type { TickedRows } from "./products.ts";
import { FLOAT, type Frame, PANEL, panelStride, type Pass } from "./section.ts";

/** Floats of a cache line. */
const LINE = 16;

/** Rows of panels that a section keeps, at every tick or once. */
export interface SavedRows {
  /** The rows of a tick, and with their stride those of the ticks after it. Default tick 0, row 0. */
  at(pass: Pass, tick?: number, row?: number): TickedRows;
}

/** How many rows are saved. */
export interface SavedSize {
  readonly rows: number;
  /** Default 1. */
  readonly ticks?: number;
  /** Default those of the frame. */
  readonly panels?: number;
}

/** Rows that the backward pass reads. Without training one tick overwrites the other. */
export function keepRows(frame: Frame, size: SavedSize): SavedRows {
  return reserveRows(frame, "kept", frame.training ? size : { ...size, ticks: 1 });
}

/** Rows of the backward pass. */
export function passRows(frame: Frame, size: SavedSize): SavedRows {
  return reserveRows(frame, "passing", size);
}

function reserveRows(
  frame: Frame,
  memory: "kept" | "passing",
  { rows, ticks = 1, panels = frame.panels }: SavedSize,
): SavedRows {
  const stride = panelStride(rows);
  const tickStride = ticks === 1 ? 0 : oddLines(panels * stride);
  const offset = frame[memory].reserve(ticks === 1 ? panels * stride : ticks * tickStride);
  return {
    at: (pass, tick = 0, row = 0) => ({
      address: pass[memory](offset) + FLOAT * (tick * tickStride + row * PANEL),
      panelStride: stride,
      rowStride: PANEL,
      tickStride,
    }),
  };
}

/** At least `floats`, as an odd number of cache lines: then ticks spread over all sets of a cache. */
export function oddLines(floats: number): number {
  const lines = Math.ceil(floats / LINE);
  return (lines % 2 === 1 ? lines : lines + 1) * LINE;
}
