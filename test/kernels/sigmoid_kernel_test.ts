import { assert, assertEquals } from "@std/assert";
import { type KernelMemory, onEachBuild } from "../support/kernel_builds.ts";

/** Sigmoids by the function that two kernels share: of vectors, and of whole rows. */
const FUNCTIONS = {
  silu({ host, put, room }: KernelMemory, x: Float32Array): Float32Array {
    const open = room(x.length);
    host.kernels.silu(put(x), room(x.length), open, x.length);
    return host.floats(open, x.length);
  },
  gatedNorm({ host, put, room }: KernelMemory, x: Float32Array): Float32Array {
    const rows = x.length / 8;
    const gated = put([...new Float32Array(x.length), ...x]);
    host.floats(gated, 2 * x.length).set(x, x.length);
    const ones = put(new Float32Array(rows).fill(1));
    host.kernels.gatedNorm(
      ...[gated, room(16), room(x.length), ones, ones, rows, 1, 2 * x.length, x.length, 8] as const,
      1e-5,
    );
    return host.floats(gated, 2 * x.length).subarray(x.length);
  },
};

for (const [name, sigmoids] of Object.entries(FUNCTIONS)) {
  onEachBuild(`sigmoids in ${name}() are close, also far from 0`, (memory) => {
    // Evenly from -20 to 20.
    const x = Float32Array.from({ length: 40_000 }, (_, i) => -20 + i / 1000);
    const found = sigmoids(memory, x);
    for (const [i, value] of x.entries()) {
      const expected = 1 / (1 + Math.exp(-value));
      const error = Math.abs(found[i]! - expected);
      const limit = Math.min(1e-7, 1.1e-6 * expected);
      assert(error <= limit, `sigmoid(${value}) is ${found[i]}, not ${expected}: ${error}`);
    }
  });

  onEachBuild(`sigmoids in ${name}() end at 0 and 1 and pass NaN on`, (memory) => {
    const x = Float32Array.from([0, -0, 100, Infinity, NaN, -100, -Infinity, 87]);
    const found = sigmoids(memory, x);
    assertEquals([...found.subarray(0, 5)], [0.5, 0.5, 1, 1, NaN]);
    assert(found[5]! <= 1e-37 && found[6]! <= 1e-37);
    assertEquals(found[7], 1);
  });
}
