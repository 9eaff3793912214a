import { mark, markOutside } from "../profile.ts";
import type { Host } from "../wasm/host.ts";

/** A matrix in memory. Strides are in floats; exchanged ones transpose. */
export interface Matrix {
  readonly address: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** Sizes of a product. */
export interface ProductSize {
  readonly rows: number;
  readonly columns: number;
  /** Terms of each element's sum. */
  readonly inner: number;
}

/** Where a product goes, row-major, and what is added to it. */
export interface ProductTarget {
  readonly address: number;
  /** Address of `[columns]` that are added to every row. Default: none. */
  readonly bias?: number;
}

/** A row-major matrix of `columns` columns, or the transpose of one. */
export function rowMajor(address: number, columns: number, transposed = false): Matrix {
  return transposed
    ? { address, rowStride: 1, columnStride: columns }
    : { address, rowStride: columns, columnStride: 1 };
}

/** Computes `left right (+ bias)`. */
export function multiply(
  host: Host,
  { left, right, size }: {
    readonly left: Matrix;
    readonly right: Matrix;
    readonly size: ProductSize;
  },
  { address, bias = 0 }: ProductTarget,
): void {
  const { kernels } = host;
  const { rows, columns, inner } = size;
  markOutside();
  host.scratch(
    kernels.matMulScratch(),
    (scratch) =>
      kernels.matMul(
        ...[left.address, right.address, address, rows, columns, inner] as const,
        ...[left.rowStride, left.columnStride, right.rowStride, right.columnStride] as const,
        ...[columns, bias, 0, scratch] as const,
      ),
  );
  mark("matrix products", 2 * rows * columns * inner);
}
