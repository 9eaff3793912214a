import { randomFromSeed } from "../../src/random/mod.ts";

/** Normal numbers, as float32, from the test stream `name`. */
export function normalValues(count: number, name: string): Float32Array {
  const random = randomFromSeed(1).split(name);
  return Float32Array.from({ length: count }, () => random.normal());
}

/** `make(index...)` for every element of a tensor of that shape, row-major. */
export function valuesOf(
  shape: readonly number[],
  make: (...index: number[]) => number,
): Float64Array {
  const size = shape.reduce((product, length) => product * length, 1);
  return Float64Array.from({ length: size }, (_, place) => {
    const index: number[] = [];
    for (const length of [...shape].reverse()) {
      index.unshift(place % length);
      place = Math.floor(place / length);
    }
    return make(...index);
  });
}
