import type { Host } from "../wasm/host.ts";

/** One axis of a copy, from the outermost to the innermost of the target. Strides are in elements. */
export interface CopyAxis {
  readonly size: number;
  /** 0 to repeat. */
  readonly from: number;
  readonly to: number;
}

/** A copy of elements of 4 bytes between two addresses. */
export type Copy = (host: Host, from: number, to: number) => void;

/** Nothing to loop over. */
const ONCE: CopyAxis = { size: 1, from: 0, to: 0 };

/**
 * Plans a copy as one call of a kernel: of rows where both sides have their innermost axis in common,
 * of transposed blocks where not. `null` if there are too many axes for it.
 */
export function planCopy(axes: readonly CopyAxis[]): Copy | null {
  if (axes.some(({ size }) => size === 0)) return () => {};
  const merged = mergeAxes(axes.filter(({ size }) => size > 1));
  const last = merged.at(-1);
  const along = merged.findIndex(({ from }) => from === 1);
  if (last !== undefined && last.to === 1 && along >= 0 && last.from !== 1) {
    const column = merged[along]!;
    const [outer = ONCE, middle = ONCE, ...more] = padFront(
      merged.filter((axis) => axis !== column && axis !== last),
      2,
    );
    if (more.length > 0) return null;
    return ({ kernels }, from, to) =>
      kernels.transposeMatrices(
        ...[from, to, outer.size, middle.size, last.size, column.size] as const,
        ...[outer.from, middle.from, last.from, outer.to, middle.to, column.to] as const,
      );
  }
  const contiguous = last !== undefined && last.from === 1 && last.to === 1;
  const columns = contiguous ? last.size : 1;
  const [outer = ONCE, middle = ONCE, row = ONCE, ...more] = padFront(
    contiguous ? merged.slice(0, -1) : merged,
    3,
  );
  if (more.length > 0) return null;
  return ({ kernels }, from, to) =>
    kernels.copyMatrices(
      ...[from, to, outer.size, middle.size, row.size, columns] as const,
      ...[outer.from, middle.from, row.from, outer.to, middle.to, row.to] as const,
    );
}

/** Joins neighbouring axes that both sides run through as if they were one. */
function mergeAxes(axes: readonly CopyAxis[]): CopyAxis[] {
  const merged: CopyAxis[] = [];
  for (const axis of axes) {
    const before = merged.at(-1);
    const joins = before !== undefined && before.from === axis.size * axis.from &&
      before.to === axis.size * axis.to;
    if (joins) merged[merged.length - 1] = { ...axis, size: before.size * axis.size };
    else merged.push(axis);
  }
  return merged;
}

/** At least `length` axes, empty ones outermost. */
function padFront(axes: readonly CopyAxis[], length: number): CopyAxis[] {
  return [...Array.from({ length: Math.max(0, length - axes.length) }, () => ONCE), ...axes];
}
