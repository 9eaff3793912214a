import { assert, assertEquals } from "@std/assert";
import { onEachBuild, sumOf } from "../support/kernel_builds.ts";
import { normalValues, valuesOf } from "../support/kernel_values.ts";

const SIZES = [
  { batch: 1, ticks: 1, positions: 1, classes: 2 },
  { batch: 3, ticks: 4, positions: 1, classes: 10 },
  { batch: 2, ticks: 3, positions: 5, classes: 7 },
  { batch: 2, ticks: 1, positions: 2, classes: 33 },
];

for (const { batch, ticks, positions, classes } of SIZES) {
  const text = `${batch} x ${ticks} x ${positions} x ${classes}`;
  const sizes = [batch, ticks, positions, classes] as const;
  const logits = normalValues(batch * ticks * positions * classes, "logits").map((x) => 5 * x);
  // The last target is no class.
  const targets = Int32Array.from(
    { length: batch * positions },
    (_, i) => i > 0 && i === batch * positions - 1 ? classes : (3 * i) % classes,
  );
  const place = (b: number, t: number, p: number) => ((b * ticks + t) * positions + p) * classes;
  const logSum = (b: number, t: number, p: number) =>
    Math.log(sumOf(classes, (c) => Math.exp(logits[place(b, t, p) + c]!)));
  const share = (b: number, t: number, p: number, c: number) =>
    Math.exp(logits[place(b, t, p) + c]! - logSum(b, t, p));
  const loss = (b: number, t: number, p: number) => {
    const target = targets[b * positions + p]!;
    return target < classes ? logSum(b, t, p) - logits[place(b, t, p) + target]! : 0;
  };

  for (const mean of [false, true]) {
    const name = mean ? "means over positions" : "every position";
    onEachBuild(`crossEntropy() and its gradient are exact, ${name}: ${text}`, (memory) => {
      const { kernels } = memory.host;
      const lossShape = mean ? [batch, ticks] : [batch, ticks, positions];
      const count = lossShape.reduce((a, b) => a * b, 1);
      const [losses, logSums] = [memory.room(count), memory.room(batch * ticks * positions)];
      const given = [memory.put(logits), memory.putIntegers(targets)] as const;
      kernels.crossEntropy(...given, losses, logSums, ...sizes, mean ? 1 : 0);
      memory.assertFloats(
        losses,
        valuesOf(
          lossShape,
          (b, t, p) =>
            mean ? sumOf(positions, (p) => loss(b!, t!, p)) / positions : loss(b!, t!, p!),
        ),
      );
      memory.assertFloats(logSums, valuesOf([batch, ticks, positions], logSum));
      const dy = normalValues(count, "dy");
      const dx = memory.room(logits.length);
      kernels.crossEntropyGradient(...given, logSums, memory.put(dy), dx, ...sizes, mean ? 1 : 0);
      memory.assertFloats(
        dx,
        valuesOf(sizes, (b, t, p, c) => {
          const target = targets[b! * positions + p!]!;
          if (target >= classes) return 0;
          const example = b! * ticks + t!;
          const d = mean ? dy[example]! / positions : dy[example * positions + p!]!;
          return d * (share(b!, t!, p!, c!) - (c === target ? 1 : 0));
        }),
      );
    });
  }

  onEachBuild(`certainty() is 1 minus the normalised entropy: ${text}`, (memory) => {
    const out = memory.room(batch * ticks);
    memory.host.kernels.certainty(memory.put(logits), out, batch * ticks, positions, classes);
    memory.assertFloats(
      out,
      valuesOf([batch, ticks], (b, t) => {
        const entropy = (p: number) =>
          -sumOf(classes, (c) => share(b!, t!, p, c) * Math.log(share(b!, t!, p, c)));
        return 1 - sumOf(positions, entropy) / positions / Math.log(classes);
      }),
    );
  });
}

onEachBuild("crossEntropy() of large and equal logits is finite", (memory) => {
  const { host } = memory;
  const [losses, logSums] = [memory.room(3), memory.room(3)];
  // The target is certain, impossible, one of three equal ones.
  const logits = memory.put([1000, 0, -1000, -1000, 1000, 0, 7, 7, 7]);
  host.kernels.crossEntropy(logits, memory.putIntegers([0, 0, 2]), losses, logSums, 3, 1, 1, 3, 0);
  memory.assertFloats(losses, [0, 2000, Math.log(3)], 1e-9);
});

onEachBuild("losses and certainty of NaN are NaN, those of other examples not", (memory) => {
  const { host } = memory;
  const values = normalValues(15, "logits");
  values[7] = NaN;
  const [losses, logSums, certainties, dx] = [3, 3, 3, 15].map(memory.room) as [
    number,
    number,
    number,
    number,
  ];
  const given = [memory.put(values), memory.putIntegers([1, 1, 1])] as const;
  host.kernels.crossEntropy(...given, losses, logSums, 3, 1, 1, 5, 1);
  const dy = memory.put([1, 1, 1]);
  host.kernels.crossEntropyGradient(...given, logSums, dy, dx, 3, 1, 1, 5, 1);
  host.kernels.certainty(given[0], certainties, 3, 1, 5);
  for (const address of [losses, certainties]) {
    assertEquals([...host.floats(address, 3)].map(Number.isNaN), [false, true, false]);
  }
  assertEquals(
    [...host.floats(dx, 15)].map(Number.isNaN),
    Array.from({ length: 15 }, (_, i) => Math.floor(i / 5) === 1),
  );
});

onEachBuild("twoTickLoss() means the best tick and the one that answers", (memory) => {
  const { host } = memory;
  // Example 0: best tick 1, answer 2. Example 1: both are tick 0, the first of equal losses.
  const losses = memory.put([3, 1, 2, 0.5, 4, 0.5]);
  const [out, share] = [memory.room(1), memory.room(6)];
  host.kernels.twoTickLoss(losses, memory.putIntegers([2, 0]), share, out, 2, 3);
  memory.assertFloats(out, [(1 + 2 + 0.5 + 0.5) / 4], 0);
  memory.assertFloats(share, [0, 0.25, 0.25, 0.5, 0, 0], 0);
  const broken = memory.put([3, 1, NaN, 0.5, 4, 0.5]);
  host.kernels.twoTickLoss(broken, memory.putIntegers([0, 0]), share, out, 2, 3);
  assert(Number.isNaN(host.floats(out, 1)[0]), "a NaN at a tick that is not read");
});
