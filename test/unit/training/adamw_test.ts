import { assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "../../../src/tensor/tf.ts";
import { adamwOptionsSchema, createAdamw } from "../../../src/training/mod.ts";
import { assertClose, onEachBackend } from "../../support/backends.ts";

/** AdamW on two parameters that start at fixed values; each test gives other gradients. */
function twoParameters(options: Record<string, unknown>) {
  const vector = tf.tidy(() => tf.variable(tf.tensor1d([1, -2, 0.5])));
  const matrix = tf.tidy(() => tf.variable(tf.tensor2d([[0.25, 1], [-1, 2]])));
  const { learningRate, ...rest } = adamwOptionsSchema.parse(options);
  const optimiser = createAdamw([vector, matrix], rest);
  return {
    vector,
    matrix,
    step: async (gradients: { vector: number[]; matrix?: number[] }): Promise<number> => {
      const named: tf.NamedTensorMap = { [vector.name]: tf.tensor1d(gradients.vector) };
      if (gradients.matrix) named[matrix.name] = tf.tensor2d(gradients.matrix, [2, 2]);
      try {
        const norm = await optimiser.step(named, learningRate);
        const value = (await norm.data())[0]!;
        norm.dispose();
        return value;
      } finally {
        tf.dispose(named);
      }
    },
    dispose: () => {
      optimiser.dispose();
      tf.dispose([vector, matrix]);
    },
  };
}

onEachBackend("clipping at a quantile trains as PyTorch does", async () => {
  const toy = twoParameters({
    learningRate: 0.1,
    weightDecay: 0.01,
    clipQuantile: 0.9,
    clipHistory: 3,
  });
  const norms: number[] = [];
  for (const [step, scale] of [1, 2, 4, 3, 10, 1].entries()) {
    norms.push(
      await toy.step({
        vector: [0.6 * scale, -0.8 * scale, 0],
        matrix: [0.1, -0.2, 0.3, 0.4 * step].map((value) => value / scale),
      }),
    );
  }
  // test/peers/quantile_clip.py with PyTorch 1.13. The norms are those before clipping.
  const expected = [1.0677078, 2.0186629, 4.0060892, 3.0291178, 10.0013494, 2.2671568];
  norms.forEach((norm, step) => assertAlmostEquals(norm, expected[step]!, 1e-4));
  await assertClose(toy.vector, [0.41726002, -1.41127491, 0.49700755], 1e-5);
  await assertClose(toy.matrix, [-0.25140238, 1.49392104, -1.49392104, 1.55590689], 1e-5);
  toy.dispose();
});

onEachBackend("a quantile that nothing exceeds changes no bit", async () => {
  const plain = twoParameters({ learningRate: 0.1 });
  const clipped = twoParameters({ learningRate: 0.1, clipQuantile: 1 });
  for (const scale of [4, 3, 2, 1]) {
    const gradients = { vector: [scale, 1, -scale], matrix: [scale, 0.5, scale, -1] };
    assertEquals(await clipped.step(gradients), await plain.step(gradients));
  }
  assertEquals(await clipped.vector.data(), await plain.vector.data());
  assertEquals(await clipped.matrix.data(), await plain.matrix.data());
  plain.dispose();
  clipped.dispose();
});

onEachBackend("the global norm is clipped, and returned as it was before", async () => {
  const toy = twoParameters({ learningRate: 0.1, beta1: 0, beta2: 0, epsilon: 1, clipNorm: 2 });
  // Norm 6; a third of the gradients remains: [0, 2/3, -4/3] and [4/3, 0, 0, 0]. Without moments an
  // update is 0.1 g / (|g| + 1).
  assertEquals(await toy.step({ vector: [0, 2, -4], matrix: [4, 0, 0, 0] }), 6);
  await assertClose(toy.vector, [1, -2 - 0.1 * 2 / 5, 0.5 + 0.1 * 4 / 7], 1e-6);
  await assertClose(toy.matrix, [0.25 - 0.1 * 4 / 7, 1, -1, 2], 1e-6);
  toy.dispose();
});

onEachBackend("a parameter that has no gradient at some steps trains as in PyTorch", async () => {
  for (const clipQuantile of [null, 1]) {
    const toy = twoParameters({ learningRate: 0.1, weightDecay: 0.01, clipQuantile });
    for (const [step, has] of [true, false, true, false, true].entries()) {
      await toy.step({
        vector: [0.5 * (step + 1), -0.25, 0.1],
        ...(has ? { matrix: [0.1, -0.2, 0.3, 0.4 * step] } : {}),
      });
    }
    if (clipQuantile === null) {
      // torch.optim.AdamW of PyTorch 1.13, `grad` set to None at the second and fourth step.
      await assertClose(toy.vector, [0.5109032393, -1.4910188913, -0.0014959425], 1e-5);
      await assertClose(
        toy.matrix,
        [-0.0504493192, 1.2967031002, -1.2967031002, 1.8368096352],
        1e-5,
      );
    }
    toy.dispose();
  }
});

onEachBackend(
  "a parameter that never has a gradient is left alone, weight decay included",
  async () => {
    const toy = twoParameters({ learningRate: 0.1, weightDecay: 0.5 });
    await toy.step({ vector: [1, 1, 1] });
    await toy.step({ vector: [1, 1, 1] });
    await assertClose(toy.matrix, [0.25, 1, -1, 2], 0);
    toy.dispose();
  },
);

Deno.test("one way of clipping at a time", () => {
  const both = adamwOptionsSchema.safeParse({ clipNorm: 1, clipQuantile: 0.9 });
  assertEquals(both.error?.issues.map(({ path, message }) => [path, message]), [[
    ["clipQuantile"],
    "cannot clip by quantile and by norm at once; set clipNorm or clipQuantile to null",
  ]]);
  const { clipNorm, clipQuantile, clipHistory } = adamwOptionsSchema.parse({});
  assertEquals([clipNorm, clipQuantile, clipHistory], [null, null, 1000]);
  for (const options of [{ clipQuantile: 1.1 }, { clipQuantile: -0.1 }, { clipHistory: 0 }]) {
    assertEquals(adamwOptionsSchema.safeParse(options).success, false, JSON.stringify(options));
  }
});
