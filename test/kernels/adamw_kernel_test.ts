import { onEachBuild } from "../support/kernel_builds.ts";
import { normalValues } from "../support/kernel_values.ts";

const SETTINGS = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, bias: 0.0447, rate: 0.01, kept: 0.999 };

/** A table of the kernel: addresses, sizes and factors of tensors. */
function tableOf(
  entries: readonly {
    readonly gradient: number;
    readonly parameter: number;
    readonly out: number;
    readonly size: number;
    readonly factor: number;
  }[],
): Int32Array {
  const table = new Int32Array(5 * entries.length);
  const factors = new Float32Array(table.buffer);
  entries.forEach(({ gradient, parameter, out, size, factor }, i) => {
    table.set([gradient, parameter, out, size], 5 * i);
    factors[5 * i + 4] = factor;
  });
  return table;
}

for (const clipNorm of [0, 0.5, 100]) {
  const text = clipNorm === 0 ? "without a norm" : `clipped to ${clipNorm}`;
  onEachBuild(`adamw() rounds as single operations in PyTorch's order, ${text}`, (memory) => {
    const { beta1, beta2, epsilon, bias, rate, kept } = SETTINGS;
    const sizes = [1, 4, 7, 33];
    const total = sizes.reduce((a, b) => a + b, 0);
    const factors = [1, 0.25, 0.7, 1];
    const gradients = sizes.map((size) => normalValues(size, `gradient ${size}`));
    const parameters = sizes.map((size) => normalValues(size, `parameter ${size}`));
    const first = normalValues(total, "first");
    const second = normalValues(total, "second").map((x) => x * x);
    const norm = 2.5;
    const outs = sizes.map(memory.room);
    const [firstAt, secondAt] = [memory.put(first), memory.put(second)];
    const table = tableOf(sizes.map((size, i) => ({
      gradient: memory.put(gradients[i]!),
      parameter: memory.put(parameters[i]!),
      out: outs[i]!,
      size,
      factor: factors[i]!,
    })));
    memory.host.kernels.adamw(
      ...[memory.putIntegers(table), sizes.length, firstAt, secondAt] as const,
      ...[clipNorm === 0 ? 0 : memory.put([norm]), clipNorm, beta1, 1 - beta1] as const,
      ...[beta2, 1 - beta2, bias, epsilon, rate, kept] as const,
    );

    const f = Math.fround;
    const share = clipNorm === 0 ? 1 : Math.min(1, f(clipNorm / f(norm + f(1e-6))));
    let start = 0;
    sizes.forEach((size, i) => {
      const expected = new Float32Array(size);
      for (let j = 0; j < size; j++) {
        const g = f(f(gradients[i]![j]! * f(factors[i]!)) * share);
        const m = f(f(first[start + j]! * f(beta1)) + f(g * f(1 - beta1)));
        const v = f(f(second[start + j]! * f(beta2)) + f(f(g * g) * f(1 - beta2)));
        const denominator = f(f(f(Math.sqrt(v)) / f(bias)) + f(epsilon));
        const change = f(f(m / denominator) * f(rate));
        expected[j] = f(f(parameters[i]![j]! * f(kept)) - change);
        first[start + j] = m;
        second[start + j] = v;
      }
      memory.assertFloats(outs[i]!, expected, 0);
      start += size;
    });
    memory.assertFloats(firstAt, first, 0);
    memory.assertFloats(secondAt, second, 0);
  });
}
