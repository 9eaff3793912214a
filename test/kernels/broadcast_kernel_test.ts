import { assertEquals } from "@std/assert";
import { onEachBuild } from "../support/kernel_builds.ts";
import { normalValues, valuesOf } from "../support/kernel_values.ts";

const OPERATIONS: readonly ((a: number, b: number) => number)[] = [
  (a, b) => a + b,
  (a, b) => a - b,
  (a, b) => a * b,
  (a, b) => a / b,
];

/** Axes that an operand goes along. */
const PATTERNS = [
  [true, true, true],
  [true, true, false],
  [true, false, true],
  [false, true, true],
  [false, false, true],
  [false, false, false],
];

for (const [outer, rows, columns] of [[1, 1, 1], [2, 3, 5], [3, 2, 8], [1, 4, 13]] as const) {
  const shape = [outer, rows, columns] as const;
  const operand = (goes: readonly boolean[], name: string) => {
    const sizes = shape.map((size, axis): number => goes[axis] ? size : 1);
    const strides = sizes.map((_, axis) =>
      goes[axis] ? sizes.slice(axis + 1).reduce((a, b) => a * b, 1) : 0
    ) as [number, number, number];
    const values = normalValues(sizes.reduce((a, b) => a * b, 1), name);
    const at = (...index: number[]) =>
      values[index.reduce((place, i, axis) => place + i * strides[axis]!, 0)]!;
    return { values, strides, at };
  };

  onEachBuild(`broadcast() repeats either operand along any axis of [${shape}]`, (memory) => {
    for (const aGoes of PATTERNS) {
      for (const bGoes of PATTERNS) {
        const a = operand(aGoes, "a");
        const b = operand(bGoes, "b");
        OPERATIONS.forEach((operation, number) => {
          const out = memory.room(outer * rows * columns);
          memory.host.kernels.broadcast(
            ...[number, memory.put(a.values), memory.put(b.values), out] as const,
            ...[...shape, ...a.strides, ...b.strides] as const,
          );
          const expected = valuesOf(shape, (...index) => operation(a.at(...index), b.at(...index)));
          memory.assertFloats(out, expected.map(Math.fround), 0);
        });
      }
    }
  });
}

onEachBuild("broadcast() does to NaN, infinities and zeros what the language does", (memory) => {
  const special = [NaN, Infinity, -Infinity, 0, -0, 1];
  const a = memory.put(special);
  const b = memory.put(special);
  OPERATIONS.forEach((operation, number) => {
    const out = memory.room(36);
    memory.host.kernels.broadcast(number, a, b, out, 1, 6, 6, 0, 1, 0, 0, 0, 1);
    assertEquals(
      [...memory.host.floats(out, 36)],
      special.flatMap((a) => special.map((b) => operation(a, b))),
    );
  });
});
