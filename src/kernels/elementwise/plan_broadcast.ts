import * as tf from "../../tensor/tf.ts";

/** Strides of one operand over `[outer, rows, columns]`, in floats; 0 where it is repeated. */
export type BroadcastStrides = readonly [outer: number, row: number, column: number];

/** Two operands over at most three axes. */
export interface Broadcast {
  readonly shape: readonly number[];
  readonly sizes: readonly [outer: number, rows: number, columns: number];
  readonly a: BroadcastStrides;
  readonly b: BroadcastStrides;
}

/** One axis: whether each operand goes along it or is repeated. */
interface SharedAxis {
  readonly size: number;
  readonly a: boolean;
  readonly b: boolean;
}

/**
 * How tensors of two shapes are combined element by element, or `null` if they are repeated along
 * axes that do not reduce to three.
 */
export function planBroadcast(
  aShape: readonly number[],
  bShape: readonly number[],
): Broadcast | null {
  const shape = tf.broadcast_util.assertAndGetBroadcastShape([...aShape], [...bShape]);
  if (shape.includes(0)) return null;
  const axes: SharedAxis[] = [];
  shape.forEach((size, i) => {
    if (size === 1) return;
    const goes = (own: readonly number[]) => (own[i - shape.length + own.length] ?? 1) !== 1;
    const axis = { size, a: goes(aShape), b: goes(bShape) };
    const before = axes.at(-1);
    if (before !== undefined && before.a === axis.a && before.b === axis.b) {
      axes[axes.length - 1] = { ...axis, size: before.size * size };
    } else {
      axes.push(axis);
    }
  });
  if (axes.length > 3) return null;
  const empty: SharedAxis = { size: 1, a: true, b: true };
  while (axes.length < 3) axes.unshift(empty);
  const [outer, rows, columns] = axes as [SharedAxis, SharedAxis, SharedAxis];
  const strides = (operand: "a" | "b"): BroadcastStrides => {
    const inner = columns[operand] ? columns.size : 1;
    return [
      outer[operand] ? inner * (rows[operand] ? rows.size : 1) : 0,
      rows[operand] ? inner : 0,
      columns[operand] ? 1 : 0,
    ];
  };
  return {
    shape,
    sizes: [outer.size, rows.size, columns.size],
    a: strides("a"),
    b: strides("b"),
  };
}
