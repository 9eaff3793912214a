import { TILE_ROWS } from "../wasm/generate_tiles.ts";
import type { Host } from "../wasm/host.ts";
import { FLOAT, PANEL, type Rows } from "./section.ts";

/** Floats of both operands that a contraction reads again and again: half a second-level cache. */
const CACHED = 65_536;

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
}

/** Computes a contraction. @throws {RangeError} If rows do not follow each other. */
export function contract(
  { kernels }: Host,
  { ticks, panels, rows, rowCount, columns, columnCount, out, outStride = columnCount }:
    Contraction,
): void {
  const [y, x] = [denseRows(rows), denseRows(columns)];
  // Many panels of one tick do not fit into the cache: then some of them at a time.
  const step = ticks > 1
    ? panels
    : Math.max(1, Math.floor(CACHED / (PANEL * (rowCount + Math.min(columnCount, COLUMNS)))));
  for (let first = 0; first < panels; first += step) {
    kernels.contraction(
      y + FLOAT * first * rows.panelStride,
      x + FLOAT * first * columns.panelStride,
      out,
      rowCount,
      columnCount,
      ticks,
      Math.min(step, panels - first),
      rows.tickStride,
      columns.tickStride,
      rows.panelStride,
      columns.panelStride,
      outStride,
      first === 0 ? 0 : 1,
      COLUMNS,
    );
  }
}

/** Sums rows over examples, panels and ticks: the gradient of a bias at `out`. */
export function sumRows(
  { kernels }: Host,
  { ticks, panels, rows, rowCount, out }: {
    readonly ticks: number;
    readonly panels: number;
    readonly rows: TickedRows;
    readonly rowCount: number;
    readonly out: number;
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
    0,
  );
}

/** The address of rows that follow each other. @throws {RangeError} If they do not. */
export function denseRows({ address, rowStride }: Rows): number {
  if (rowStride === PANEL) return address;
  throw new RangeError(`Rows of a product must be ${PANEL} floats apart, not ${rowStride}`);
}
