import { assert, assertEquals } from "@std/assert";
import "../../src/backend/wasm.ts";
import { type Host, openHost } from "../../src/kernels/wasm/host.ts";
import { randomFromSeed } from "../../src/random/mod.ts";
import * as tf from "../../src/tensor/tf.ts";

/** Floats before and behind everything that {@link KernelMemory} holds. */
const GUARD = 64;

/** Memory of the kernels in which every float that nobody wrote is NaN. */
export interface KernelMemory {
  readonly host: Host;
  /** Address of a copy of `values`. */
  put(values: ArrayLike<number>): number;
  /** Address of a copy of 32-bit integers. */
  putIntegers(values: ArrayLike<number>): number;
  /** Address of `count` floats. */
  room(count: number): number;
  /**
   * Compares floats with what they should be, `NaN` where nobody may write, and asserts that nothing
   * was written around them. The tolerance is relative to the largest expected number.
   */
  assertFloats(address: number, expected: ArrayLike<number>, tolerance?: number): void;
}

/**
 * Registers one test for each build of the kernels, on the wasm backend with the library's own kernels;
 * it must leave as many tensors as it found.
 */
export function onEachBuild(name: string, test: (memory: KernelMemory) => void): void {
  for (const build of ["relaxed", "plain"] as const) {
    Deno.test({
      name: `${name} [${build}]`,
      sanitizeOps: false,
      sanitizeResources: false,
      fn: async () => {
        await tf.setBackend("wasm");
        await tf.ready();
        const before = tf.memory().numTensors;
        const host = openHost(build);
        const memory = openMemory(host);
        try {
          test(memory);
        } finally {
          memory.close();
          host.dispose();
        }
        assertEquals(tf.memory().numTensors, before, "tensors leaked");
      },
    });
  }
}

function openMemory(host: Host): KernelMemory & { close(): void } {
  const blocks: { dispose(): void }[] = [];
  const room = (count: number) => {
    const block = host.block(count + 2 * GUARD);
    blocks.push(block);
    host.floats(block.address, count + 2 * GUARD).fill(NaN);
    return block.address + 4 * GUARD;
  };
  return {
    host,
    room,
    put(values) {
      const address = room(values.length);
      host.floats(address, values.length).set(values);
      return address;
    },
    putIntegers(values) {
      const address = room(values.length);
      host.integers(address, values.length).set(values);
      return address;
    },
    assertFloats(address, expected, tolerance = 2e-6) {
      const count = expected.length;
      const around = host.floats(address - 4 * GUARD, count + 2 * GUARD);
      const outside = [...around.subarray(0, GUARD), ...around.subarray(GUARD + count)];
      assert(outside.every(Number.isNaN), "wrote around its memory");
      const floats = around.subarray(GUARD, GUARD + count);
      const size = Array.from(expected).reduce(
        (most, x) => x > most ? x : -x > most ? -x : most,
        0,
      );
      for (let i = 0; i < count; i++) {
        const close = Number.isNaN(expected[i]!)
          ? Number.isNaN(floats[i]!)
          : Math.abs(floats[i]! - expected[i]!) <= tolerance * size;
        assert(close, `float ${i}: ${floats[i]} is not ${expected[i]}`);
      }
    },
    close: () => blocks.forEach((block) => block.dispose()),
  };
}

/** Panels in memory, NaN between the rows of one panel and those of the next. */
export interface TestPanels {
  readonly values: Float32Array;
  readonly stride: number;
  /** The element of a row and example of a panel. */
  at(panel: number, row: number, example: number): number;
}

/** Panels of `rows` rows whose elements `make` computes. */
export function panelsOf(
  { panels, rows }: { readonly panels: number; readonly rows: number },
  make: (panel: number, row: number, example: number) => number,
): TestPanels {
  const stride = rows * 8 + 16;
  const values = new Float32Array(panels * stride).fill(NaN);
  for (let panel = 0; panel < panels; panel++) {
    for (let row = 0; row < rows; row++) {
      for (let example = 0; example < 8; example++) {
        values[panel * stride + row * 8 + example] = make(panel, row, example);
      }
    }
  }
  return {
    values,
    stride,
    at: (panel, row, example) => values[panel * stride + row * 8 + example]!,
  };
}

/** Panels of normal numbers from the test stream `name`. */
export function randomPanels(
  size: { readonly panels: number; readonly rows: number },
  name: string,
): TestPanels {
  const random = randomFromSeed(1).split(name);
  return panelsOf(size, () => random.normal());
}

/** Sum of `count` terms. */
export function sumOf(count: number, term: (index: number) => number): number {
  let sum = 0;
  for (let index = 0; index < count; index++) sum += term(index);
  return sum;
}

/**
 * Asserts that the four lanes of each row add up to `expected`, and that nothing was written around
 * them. For the tolerance see {@link KernelMemory.assertFloats}.
 */
export function assertLanes(
  memory: KernelMemory,
  address: number,
  expected: ArrayLike<number>,
  tolerance?: number,
): void {
  const lanes = memory.host.floats(address, 4 * expected.length).slice();
  memory.assertFloats(address, lanes, 0);
  const sums = Array.from(expected, (_, i) => sumOf(4, (lane) => lanes[4 * i + lane]!));
  memory.assertFloats(memory.put(sums), expected, tolerance);
}
