import { TILE_ROWS } from "../wasm/generate_tiles.ts";
import type { Host } from "../wasm/host.ts";
import { FLOAT, PANEL, type Rows } from "./section.ts";

/** Floats of both operands that a contraction reads again and again: half a second-level cache. */
const CACHED = 65_536;

/** Panels, of all ticks together, that a contraction takes at least: each time it adds to its result. */
const LEAST_PANELS = 24;

/** Columns that a contraction takes at a time. */
const COLUMNS = 128;

/** Floats of a matrix that is packed as the left operand of a product. */
export function packedFloats(rows: number, inner: number): number {
  return Math.ceil(rows / TILE_ROWS) * TILE_ROWS * inner;
}

/** A product of a packed matrix with panels. */
export interface Product {
  /** Address of the packed matrix, `[rows, inner]`. */
  readonly matrix: number;
  readonly rows: number;
  readonly inner: number;
  /** `inner` rows a panel. */
  readonly from: Rows;
  /** `rows` rows a panel, apart from `from`. */
  readonly to: Rows;
  readonly panels: number;
  /** Address of what is added to each row, 0 for nothing. */
  readonly bias: number;
  /** Whether to add to what is there. Default false. */
  readonly accumulate?: boolean;
}

/** Computes a product. @throws {RangeError} If rows do not follow each other. */
export function multiply(
  { kernels }: Host,
  { matrix, rows, inner, from, to, panels, bias, accumulate = false }: Product,
): void {
  kernels.product(
    matrix,
    denseRows(from),
    denseRows(to),
    rows,
    panels,
    inner,
    from.panelStride,
    to.panelStride,
    bias,
    accumulate ? 1 : 0,
  );
}

/** Rows of panels at several ticks. */
export interface TickedRows extends Rows {
  readonly tickStride: number;
}

/** A gradient of weights: a contraction over examples, panels and ticks. */
export interface Contraction {
  readonly ticks: number;
  readonly panels: number;
  /** The operand that gives the rows of the result. */
  readonly rows: TickedRows;
  readonly rowCount: number;
  /** The operand that gives its columns. */
  readonly columns: TickedRows;
  readonly columnCount: number;
  /** Address of `[rowCount, outStride]`, whose first `columnCount` columns are written. */
  readonly out: number;
  /** Default `columnCount`. */
  readonly outStride?: number;
  /** Whether to add to what is there. Default false. */
  readonly accumulate?: boolean;
}

/** Computes a contraction. @throws {RangeError} If rows do not follow each other. */
export function contract({ kernels }: Host, contraction: Contraction): void {
  const { ticks, panels, rows, rowCount, columns, columnCount } = contraction;
  const [y, x] = [denseRows(rows), denseRows(columns)];
  // Some panels of one tick at a time, or some ticks, so that they are read from the cache again.
  const fitting = Math.max(
    LEAST_PANELS,
    Math.floor(CACHED / (PANEL * (rowCount + Math.min(columnCount, COLUMNS)))),
  );
  const panelStep = evenStep(panels, fitting);
  const tickStep = evenStep(ticks, Math.max(1, Math.floor(fitting / panels)));
  let accumulate = contraction.accumulate ?? false;
  for (let tick = 0; tick < ticks; tick += tickStep) {
    for (let panel = 0; panel < panels; panel += panelStep) {
      kernels.contraction(
        y + FLOAT * (tick * rows.tickStride + panel * rows.panelStride),
        x + FLOAT * (tick * columns.tickStride + panel * columns.panelStride),
        contraction.out,
        rowCount,
        columnCount,
        Math.min(tickStep, ticks - tick),
        Math.min(panelStep, panels - panel),
        rows.tickStride,
        columns.tickStride,
        rows.panelStride,
        columns.panelStride,
        contraction.outStride ?? columnCount,
        accumulate ? 1 : 0,
        COLUMNS,
      );
      accumulate = true;
    }
  }
}

/** The step of at most `most` that takes `count` in parts of almost equal size. */
function evenStep(count: number, most: number): number {
  return Math.ceil(count / Math.ceil(count / most));
}

/** Sums rows over examples, panels and ticks: the gradient of a bias at `out`. */
export function sumRows(
  { kernels }: Host,
  { ticks, panels, rows, rowCount, out, accumulate = false }: {
    readonly ticks: number;
    readonly panels: number;
    readonly rows: TickedRows;
    readonly rowCount: number;
    readonly out: number;
    /** Whether to add to what is there. Default false. */
    readonly accumulate?: boolean;
  },
): void {
  kernels.sumOverExamples(
    rows.address,
    out,
    rowCount,
    ticks,
    panels,
    rows.tickStride,
    rows.panelStride,
    rows.rowStride,
    accumulate ? 1 : 0,
  );
}

/** The address of rows that follow each other. @throws {RangeError} If they do not. */
export function denseRows({ address, rowStride }: Rows): number {
  if (rowStride === PANEL) return address;
  throw new RangeError(`Rows of a product must be ${PANEL} floats apart, not ${rowStride}`);
}
