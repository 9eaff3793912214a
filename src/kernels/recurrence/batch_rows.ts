import { FLOAT, type Frame, PANEL, type Pass, type Rows } from "./section.ts";

/** Where `[batch, rows]` lies row-major, and its panels. */
export interface BatchRows {
  readonly address: number;
  readonly panels: Rows;
  readonly rows: number;
}

/** Copies `[batch, rows]` to panels; examples beyond the batch become 0. */
export function packBatch(frame: Frame, batchRows: BatchRows): void {
  const { packPanel } = frame.host.kernels;
  eachPanel(frame, batchRows, (panel, example, examples) => {
    packPanel(example, batchRows.rows, panel, batchRows.rows, examples);
  });
}

/** Copies panels to `[batch, rows]`. */
export function unpackBatch(frame: Frame, batchRows: BatchRows): void {
  const { unpackPanel } = frame.host.kernels;
  eachPanel(frame, batchRows, (panel, example, examples) => {
    unpackPanel(panel, example, batchRows.rows, batchRows.rows, examples);
  });
}

function eachPanel(
  { batch, panels: count }: Frame,
  { address, panels, rows }: BatchRows,
  visit: (panel: number, example: number, examples: number) => void,
): void {
  for (let panel = 0; panel < count; panel++) {
    const done = panel * PANEL;
    visit(
      panels.address + FLOAT * panel * panels.panelStride,
      address + FLOAT * done * rows,
      Math.min(PANEL, batch - done),
    );
  }
}

/** Masks of dropout on panels. */
export interface Masks {
  /** Draws the next mask of `[batch, rows]`; 1 everywhere if nothing is dropped. */
  draw(pass: Pass, to: Rows): void;
}

/** Creates what draws masks for `rows` rows, `null` if they are never dropped. */
export function createMasks(
  frame: Frame,
  { rows, rate }: { readonly rows: number; readonly rate: number },
): Masks | null {
  if (rate === 0) return null;
  const count = frame.batch * rows;
  const drawn = frame.kept.reserve(count);
  return {
    draw(pass, to) {
      const mask = pass.mask(count, rate);
      const address = pass.kept(drawn);
      const floats = frame.host.floats(address, count);
      if (mask === null) floats.fill(1);
      else floats.set(mask);
      packBatch(frame, { address, panels: to, rows });
    },
  };
}
