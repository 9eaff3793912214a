import { assert, assertEquals } from "@std/assert";
import { onEachBuild } from "../support/kernel_builds.ts";

onEachBuild("tanhElements() has a relative error of at most 2e-7 everywhere", (memory) => {
  // 40 000 numbers of both signs whose sizes are spread evenly from 1e-30 to 100.
  const x = Float32Array.from(
    { length: 40_000 },
    (_, i) => (i % 2 === 0 ? 1 : -1) * 10 ** (-30 + 32 * i / 40_000),
  );
  const out = memory.room(x.length);
  memory.host.kernels.tanhElements(memory.put(x), out, x.length);
  const found = memory.host.floats(out, x.length);
  for (const [i, value] of x.entries()) {
    const expected = Math.tanh(value);
    const error = Math.abs(found[i]! - expected) / Math.abs(expected);
    assert(error <= 2e-7, `tanh(${value}) is ${found[i]}, not ${expected}: ${error}`);
  }
});

onEachBuild("tanhElements() keeps zeros, their sign, ends at 1 and passes NaN on", (memory) => {
  const x = [0, -0, Infinity, -Infinity, NaN, 0.625, -0.625, 1e-44];
  const out = memory.room(x.length);
  const from = memory.put(x);
  memory.host.floats(from, x.length).set(x);
  memory.host.kernels.tanhElements(from, out, x.length);
  const found = [...memory.host.floats(out, 8)];
  assertEquals(found.slice(0, 5), [0, -0, 1, -1, NaN]);
  assert(Object.is(found[1], -0));
  // tanh(5/8) to 8 digits.
  assert(Math.abs(found[5]! - 0.55459972) <= 1.2e-7, `${found[5]}`);
  assertEquals(found[6], -found[5]!);
  assertEquals(found[7], Math.fround(1e-44));
});
