import { TILE_ROWS } from "../wasm/generate_tile_step.ts";
import type { Host } from "../wasm/host.ts";
import { PANEL, type Rows } from "./section.ts";

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
export function contract({ kernels, scratch }: Host, contraction: Contraction): void {
  const { ticks, panels, rows, rowCount, columns, columnCount } = contraction;
  scratch(
    kernels.contractionScratch(),
    (memory) =>
      kernels.contraction(
        denseRows(rows),
        denseRows(columns),
        contraction.out,
        rowCount,
        columnCount,
        ticks,
        panels,
        rows.tickStride,
        columns.tickStride,
        rows.panelStride,
        columns.panelStride,
        contraction.outStride ?? columnCount,
        contraction.accumulate ? 1 : 0,
        memory,
      ),
  );
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
