import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import {
  countParameters,
  createParameters,
  type Parameters,
  planPositionalEmbedding,
  type PositionalEmbedding,
  positionalEmbedding,
} from "../../../src/nn/mod.ts";
import { randomFromSeed } from "../../../src/random/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { assertClose, onEachBackend } from "../../support/backends.ts";
import { assertGradient } from "../../support/gradients.ts";

function build(
  embedding: PositionalEmbedding,
  [, height, width, channels]: readonly [number, number, number, number],
): Parameters {
  const { declarations } = planPositionalEmbedding(embedding, { height, width, channels });
  return createParameters(declarations, randomFromSeed(1));
}

/** Replaces a parameter by an identity-like projection, so that the embedding shows its places. */
function assign(parameters: Parameters, name: string, values: number[]): void {
  const variable = parameters.get<tf.Variable>(name);
  tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
}

const identity = (size: number) =>
  Array.from({ length: size * size }, (_, i) => i % (size + 1) === 0 ? 1 : 0);

onEachBackend("rotational-1d turns by half a turn along the sequence", async () => {
  const shape = [1, 3, 1, 2] as const;
  const parameters = build("rotational-1d", shape);
  assign(parameters, "positionalEmbedding.projection.weight", identity(2));
  assign(parameters, "positionalEmbedding.projection.bias", [0, 0.5]);
  const places = positionalEmbedding("rotational-1d", parameters, shape)!;
  // (-sin, cos) at 0, 90 and 180 degrees
  await assertClose(places, [0, 1.5, -1, 0.5, 0, -0.5]);
  parameters.dispose();
  places.dispose();
});

onEachBackend("rotational-1d of one place does not turn", async () => {
  const shape = [1, 1, 1, 2] as const;
  const parameters = build("rotational-1d", shape);
  assign(parameters, "positionalEmbedding.projection.weight", identity(2));
  assign(parameters, "positionalEmbedding.projection.bias", [0, 0]);
  const places = positionalEmbedding("rotational-1d", parameters, shape)!;
  await assertClose(places, [0, 1]);
  parameters.dispose();
  places.dispose();
});

onEachBackend("rotational-2d turns its start by row, then by column", async () => {
  const shape = [2, 2, 2, 4] as const;
  const parameters = build("rotational-2d", shape);
  assign(parameters, "positionalEmbedding.planeProjection.weight", identity(4));
  assign(parameters, "positionalEmbedding.planeProjection.bias", [0, 0, 0, 0]);
  await assertClose(parameters.get("positionalEmbedding.start"), [0, 1]);
  assign(parameters, "positionalEmbedding.start", [3, 1]);
  const places = positionalEmbedding("rotational-2d", parameters, shape)!;
  assertEquals(places.shape, [1, 2, 2, 4]);
  // 0 degrees leaves (3, 1), 180 degrees gives (-3, -1): row in front, column behind.
  await assertClose(
    places,
    [[3, 1, 3, 1], [3, 1, -3, -1], [-3, -1, 3, 1], [-3, -1, -3, -1]].flat(),
  );
  parameters.dispose();
  places.dispose();
});

onEachBackend("learnable-fourier equals its formula, column before row", async () => {
  const shape = [1, 2, 3, 5] as const;
  const parameters = build("learnable-fourier", shape);
  const places = positionalEmbedding("learnable-fourier", parameters, shape)!;
  const matrix = async (name: string) =>
    await parameters.get<tf.Tensor2D>(`positionalEmbedding.${name}`).array();
  const [frequencies, first, second] = [
    await matrix("frequencies"),
    await matrix("first.weight"),
    await matrix("second.weight"),
  ];
  const [firstBias, secondBias] = [
    [...await parameters.get("positionalEmbedding.first.bias").data()],
    [...await parameters.get("positionalEmbedding.second.bias").data()],
  ];
  const times = (x: number[], weight: number[][], bias: number[]) =>
    bias.map((b, o) => x.reduce((sum, value, i) => sum + value * weight[i]![o]!, b));
  const expected = [0, 1].flatMap((row) =>
    [0, 1, 2].flatMap((column) => {
      const angles = times([column / 2, row], frequencies, new Array(128).fill(0));
      const waves = [...angles.map(Math.cos), ...angles.map(Math.sin)].map((wave) => wave / 16);
      const hidden = times(waves, first, firstBias);
      const gated = hidden.slice(0, 64).map((a, i) => a / (1 + Math.exp(-hidden[64 + i]!)));
      const out = times(gated, second, secondBias);
      const mean = out.reduce((a, b) => a + b) / 5;
      const variance = out.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 5;
      return out.map((value) => (value - mean) / Math.sqrt(variance + 1e-5));
    })
  );
  await assertClose(places, expected, 2e-4);
  parameters.dispose();
  places.dispose();
});

onEachBackend("multi-learnable-fourier weighs its ten by a softmax", async () => {
  const shape = [1, 2, 2, 3] as const;
  const parameters = build("multi-learnable-fourier", shape);
  const embedding = () => positionalEmbedding("multi-learnable-fourier", parameters, shape)!;
  const only = async (chosen: number) => {
    const logits = Array.from({ length: 10 }, (_, i) => i === chosen ? 0 : -100);
    assign(parameters, "positionalEmbedding.combination", logits);
    const places = embedding();
    const values = await places.data();
    places.dispose();
    return values;
  };
  const single: ArrayLike<number>[] = [];
  for (let i = 0; i < 10; i++) single.push(await only(i));
  // Logarithms of 1 to 10 weigh by 1/55 to 10/55.
  assign(
    parameters,
    "positionalEmbedding.combination",
    Array.from({ length: 10 }, (_, i) => Math.log(i + 1)),
  );
  const places = embedding();
  const expected = Array.from(
    { length: 12 },
    (_, k) => single.reduce((sum, values, i) => sum + (i + 1) / 55 * values[k]!, 0),
  );
  await assertClose(places, expected, 1e-5);
  assert(single.some((values) => Math.abs(values[0]! - single[0]![0]!) > 0.01), "they differ");
  parameters.dispose();
  places.dispose();
});

Deno.test("frequencies are drawn as wide as the authors'", () => {
  const spread = (embedding: PositionalEmbedding) =>
    planPositionalEmbedding(embedding, { height: 4, width: 4, channels: 8 }).declarations
      .filter(({ name }) => name.endsWith("frequencies"))
      .map(({ initial }) => initial.kind === "normal" ? initial.standardDeviation : NaN);
  // gamma ** -2 for 1 / 2.5, and for 1.0, 0.9, ... 0.1
  const single = spread("learnable-fourier");
  assertEquals(single.length, 1);
  assertAlmostEquals(single[0]!, 6.25, 1e-12);
  const multiple = spread("multi-learnable-fourier");
  assertEquals(multiple.length, 10);
  assertAlmostEquals(multiple[0]!, 1, 1e-12);
  assertAlmostEquals(multiple[5]!, 4, 1e-12);
  assertAlmostEquals(multiple[9]!, 100, 1e-9);
});

Deno.test("embeddings have the parameters and the FLOPs of their linear layers", () => {
  const map = { height: 4, width: 4, channels: 8 };
  const fourier = 2 * 128 + 256 * 128 + 128 + 64 * 8 + 8 + 2 * 8;
  const products = 2 * 128 + 256 * 128 + 64 * 8;
  for (
    const [embedding, parameters, flops] of [
      ["none", 0, 0],
      ["rotational-2d", 2 + 4 * 8 + 8, 2 * 16 * 4 * 8],
      ["learnable-fourier", fourier, 2 * 16 * products],
      ["multi-learnable-fourier", 10 * fourier + 10, 10 * 2 * 16 * products],
    ] as const
  ) {
    const plan = planPositionalEmbedding(embedding, map);
    assertEquals(countParameters(plan.declarations), parameters, embedding);
    assertEquals(plan.flops, flops, embedding);
  }
  const sequence = planPositionalEmbedding("rotational-1d", { height: 9, width: 1, channels: 8 });
  assertEquals(countParameters(sequence.declarations), 2 * 8 + 8);
  assertEquals(sequence.flops, 2 * 9 * 2 * 8);
});

Deno.test("an embedding refuses a map that it is not defined on", () => {
  for (
    const [embedding, height, width, message] of [
      ["rotational-1d", 4, 4, "needs a sequence, one place wide"],
      ["rotational-2d", 4, 3, "needs a square map"],
      ["learnable-fourier", 1, 4, "at least two rows and two columns"],
      ["multi-learnable-fourier", 4, 1, "at least two rows and two columns"],
    ] as const
  ) {
    assertThrows(
      () => planPositionalEmbedding(embedding, { height, width, channels: 8 }),
      RangeError,
      message,
    );
  }
});

for (
  const [embedding, shape, names] of [
    ["rotational-2d", [1, 3, 3, 4], ["start", "planeProjection.weight", "planeProjection.bias"]],
    ["learnable-fourier", [1, 2, 3, 4], ["frequencies", "first.weight", "second.bias"]],
    [
      "multi-learnable-fourier",
      [1, 2, 2, 4],
      ["combination", "embedders.0.frequencies", "embedders.9.second.weight"],
    ],
  ] as const
) {
  onEachBackend(`${embedding} has the gradient of a central difference`, async () => {
    const parameters = build(embedding, shape);
    for (const name of names.map((name) => `positionalEmbedding.${name}`)) {
      await assertGradient(
        (value) => {
          const replaced: Parameters = {
            ...parameters,
            get: <T extends tf.Tensor>(wanted: string) =>
              (wanted === name ? value : parameters.get<T>(wanted)) as T,
          };
          const y = positionalEmbedding(embedding, replaced, shape)!;
          return tf.sum(tf.mul(y, tf.sin(tf.add(y, 0.3))));
        },
        [parameters.get(name)],
        5e-3,
      );
    }
    parameters.dispose();
  });
}
