import { assert, assertEquals } from "@std/assert";
import * as tf from "../../src/tensor/tf.ts";
import { activate } from "../support/backends.ts";
import { randomTensor } from "../support/gradients.ts";

/** An operation of the library, whose result on cpu is what our kernels must give. */
interface Case {
  readonly name: string;
  compute(): tf.Tensor | tf.Tensor[];
  /** Relative to the largest element, or to 1. Default 0. */
  readonly tolerance?: number;
}

/** Float32 rounding of sums of up to 100 terms. */
const SUMS = 2e-6;

const random = (...shape: number[]) => randomTensor(shape, shape.join("x"));
const integers = (...shape: number[]) =>
  tf.tidy(() => tf.cast(tf.mul(randomTensor(shape, "integers"), 10), "int32"));

function matMuls(): Case[] {
  const shapes: [a: number[], b: number[], transposeA: boolean, transposeB: boolean][] = [
    [[3, 5], [5, 7], false, false],
    [[5, 3], [5, 7], true, false],
    [[3, 5], [7, 5], false, true],
    [[5, 3], [7, 5], true, true],
    [[1, 5], [5, 7], false, false],
    [[4, 3, 5], [4, 5, 7], false, false],
    [[4, 5, 3], [4, 7, 5], true, true],
    [[4, 3, 5], [1, 5, 7], false, false],
    [[1, 3, 5], [4, 5, 7], false, false],
    [[4, 5, 3], [1, 5, 7], true, false],
    [[4, 3, 5], [5, 7], false, false],
    [[2, 3, 4, 5], [2, 3, 5, 6], false, false],
    [[2, 1, 4, 5], [1, 3, 5, 6], false, false],
    [[2, 3, 0], [2, 0, 4], false, false],
    [[0, 3], [3, 4], false, false],
  ];
  return shapes.map(([a, b, transposeA, transposeB]) => ({
    name: `matMul [${a}] [${b}] ${transposeA} ${transposeB}`,
    compute: () => tf.matMul(random(...a), random(...b), transposeA, transposeB),
    tolerance: SUMS,
  }));
}

function reductions(): Case[] {
  const axes: [shape: number[], axis: number | number[] | undefined][] = [
    [[6, 5], 0],
    [[6, 5], 1],
    [[6, 5], undefined],
    [[4, 1, 3, 5], [0, 1, 2]],
    [[4, 1, 3, 5], [1]],
    [[4, 1, 3, 5], [2, 0]],
    [[4, 3, 2, 5], [1, 2]],
    [[4, 3, 2, 5], [0, 2]],
    [[4, 3, 2, 5], [-1]],
    [[7], 0],
    [[], undefined],
  ];
  return axes.flatMap(([shape, axis]) =>
    [false, true].flatMap((keepDims) => [
      {
        name: `sum [${shape}] over ${axis} ${keepDims}`,
        compute: () => tf.sum(random(...shape), axis, keepDims),
        tolerance: SUMS,
      },
      {
        name: `mean [${shape}] over ${axis} ${keepDims}`,
        compute: () => tf.mean(random(...shape), axis, keepDims),
        tolerance: SUMS,
      },
      {
        name: `sum of integers [${shape}] over ${axis} ${keepDims}`,
        compute: () => tf.sum(integers(...shape), axis, keepDims),
      },
    ])
  );
}

function slices(): Case[] {
  const parts: [shape: number[], begin: number[], size: number[]][] = [
    [[9], [2], [4]],
    [[9], [0], [9]],
    [[4, 6], [1, 0], [2, 6]],
    [[4, 6], [0, 5], [4, 1]],
    [[3, 4, 5], [1, 1, 1], [2, 2, 3]],
    [[3, 4, 5], [0, 1, 0], [3, 3, 5]],
    [[2, 3, 4, 5], [0, 1, 1, 1], [2, 2, 2, 3]],
    [[2, 3, 2, 4, 5], [1, 0, 1, 1, 1], [1, 2, 1, 2, 3]],
    [[2, 3, 2, 3, 2, 3], [0, 1, 0, 1, 0, 1], [2, 2, 1, 2, 1, 2]],
    [[4, 6], [1, 2], [2, 0]],
  ];
  return parts.flatMap(([shape, begin, size]) => [
    {
      name: `slice [${shape}] from ${begin}: ${size}`,
      compute: () => tf.slice(random(...shape), begin, size),
    },
    {
      name: `slice of integers [${shape}] from ${begin}: ${size}`,
      compute: () => tf.slice(integers(...shape), begin, size),
    },
    {
      name: `slice of truths [${shape}] from ${begin}: ${size}`,
      compute: () => tf.slice(tf.greater(random(...shape), 0), begin, size),
    },
  ]);
}

function parts(): Case[] {
  return [0, 1, 2, -1].flatMap((axis) => [
    { name: `split ${axis}`, compute: () => tf.split(random(4, 6, 8), 2, axis) },
    {
      name: `split to sizes ${axis}`,
      compute: () => tf.split(random(6, 6, 6), [1, 0, 5], axis),
    },
    { name: `unstack ${axis}`, compute: () => tf.unstack(random(2, 3, 4), axis) },
    {
      name: `stack ${axis}`,
      compute: () => tf.stack([random(2, 3), tf.neg(random(2, 3)), random(2, 3)], axis),
    },
    { name: `stack of one ${axis}`, compute: () => tf.stack([random(2, 3)], axis) },
    {
      name: `concat ${axis}`,
      compute: () => tf.concat([random(3, 4, 5), tf.neg(random(3, 4, 5))], axis),
    },
    {
      name: `concat of integers ${axis}`,
      compute: () => tf.concat([integers(3, 4, 5), integers(3, 4, 5)], axis),
    },
    {
      name: `concat of truths ${axis}`,
      compute: () => {
        const truths = tf.greater(random(3, 4, 5), 0);
        return tf.concat([truths, truths], axis);
      },
    },
  ]).concat([
    {
      name: "concat of unequal parts, one of them empty",
      compute: () => tf.concat([random(3, 2), tf.zeros([3, 0]), random(3, 5)], 1),
    },
    {
      name: "concat of nothing but empty parts",
      compute: () => tf.concat([tf.zeros([3, 0]), tf.zeros([3, 0])], 1),
    },
  ]);
}

function movements(): Case[] {
  const permutations: [shape: number[], permutation: number[]][] = [
    [[5, 7], [1, 0]],
    [[1, 7], [1, 0]],
    [[3, 4, 5], [0, 2, 1]],
    [[3, 4, 5], [2, 1, 0]],
    [[3, 4, 5], [1, 2, 0]],
    [[3, 4, 5], [1, 0, 2]],
    [[2, 3, 4, 5], [0, 2, 1, 3]],
    [[2, 3, 4, 5], [3, 1, 2, 0]],
    [[2, 3, 4, 5], [3, 2, 1, 0]],
    [[2, 3, 4, 5, 6], [4, 2, 3, 0, 1]],
    [[2, 3, 2, 3, 2, 3], [5, 3, 1, 4, 2, 0]],
  ];
  const repetitions: [shape: number[], times: number[]][] = [
    [[5], [3]],
    [[3, 1], [1, 5]],
    [[3, 5], [2, 3]],
    [[2, 1, 3], [1, 4, 1]],
    [[2, 3, 2], [2, 2, 2]],
    [[2, 3], [1, 1]],
    [[2, 3], [0, 1]],
  ];
  const borders: [shape: number[], paddings: [number, number][], value: number][] = [
    [[5], [[1, 2]], 0],
    [[3, 4], [[0, 1], [2, 0]], 0],
    [[3, 4], [[0, 1], [2, 0]], 1.5],
    [[2, 3, 4], [[0, 0], [1, 0], [0, 0]], 0],
    [[2, 3, 4, 2], [[0, 0], [1, 1], [2, 2], [0, 0]], 0],
    [[0, 4], [[1, 1], [0, 0]], 0],
  ];
  return [
    ...permutations.flatMap(([shape, permutation]) => [
      {
        name: `transpose [${shape}] to ${permutation}`,
        compute: () => tf.transpose(random(...shape), permutation),
      },
      {
        name: `transpose of integers [${shape}] to ${permutation}`,
        compute: () => tf.transpose(integers(...shape), permutation),
      },
    ]),
    ...repetitions.map(([shape, times]) => ({
      name: `tile [${shape}] ${times} times`,
      compute: () => tf.tile(random(...shape), times),
    })),
    ...borders.map(([shape, paddings, value]) => ({
      name: `pad [${shape}] by ${JSON.stringify(paddings)} with ${value}`,
      compute: () => tf.pad(random(...shape), paddings, value),
    })),
  ];
}

function elementwise(): Case[] {
  const pairs: [a: number[], b: number[]][] = [
    [[3, 5], [5]],
    [[3, 5], [3, 1]],
    [[3, 1], [1, 5]],
    [[2, 3, 5], [3, 1]],
    [[2, 1, 5], [3, 1]],
    [[2, 1, 5, 1], [3, 1, 4]],
    [[1, 1], []],
    [[0, 5], [5]],
    [[3000], []],
  ];
  return [
    ...pairs.flatMap(([a, b]) =>
      [tf.add, tf.sub, tf.mul, tf.div].flatMap((operation) => [
        {
          name: `${operation.name} [${a}] [${b}]`,
          compute: () => operation(random(...a), random(...b)),
          tolerance: 1e-7,
        },
        {
          name: `${operation.name} [${b}] [${a}]`,
          compute: () => operation(random(...b), random(...a)),
          tolerance: 1e-7,
        },
      ])
    ),
    { name: "add of integers", compute: () => tf.add(integers(3, 5), integers(5)) },
    { name: "add of mixed types", compute: () => tf.add(random(3, 5), integers(5)) },
    {
      name: "tanh",
      compute: () =>
        tf.tanh(tf.mul(random(7, 9), tf.tensor1d([0, 1e-3, 0.1, 0.5, 1, 2, 5, 20, 90]))),
      tolerance: 2e-7,
    },
    {
      name: "tanh of what is not finite",
      compute: () => tf.tanh(tf.tensor1d([NaN, Infinity, -Infinity, 0, 1])),
      tolerance: 2e-7,
    },
  ];
}

const CASES: readonly Case[] = [
  ...matMuls(),
  ...reductions(),
  ...slices(),
  ...parts(),
  ...movements(),
  ...elementwise(),
];

async function results(): Promise<Map<string, { shapes: number[][]; values: number[] }>> {
  const found = new Map<string, { shapes: number[][]; values: number[] }>();
  for (const { name, compute } of CASES) {
    const made = tf.tidy(() => [compute()].flat());
    const values = await Promise.all(made.map(async (tensor) => [...await tensor.data()]));
    found.set(name, { shapes: made.map(({ shape }) => shape), values: values.flat() });
    tf.dispose(made);
  }
  return found;
}

Deno.test({
  name: "the library's operations give on our kernels what they give on cpu",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (t) => {
    await activate("cpu");
    const expected = await results();
    await activate("wasm");
    const before = tf.memory().numTensors;
    const actual = await results();
    assertEquals(tf.memory().numTensors, before, "tensors leaked");
    for (const { name, tolerance = 0 } of CASES) {
      await t.step(name, () => {
        const { shapes, values } = actual.get(name)!;
        assertEquals(shapes, expected.get(name)!.shapes);
        const wanted = expected.get(name)!.values;
        assertEquals(values.length, wanted.length);
        const size = wanted.reduce(
          (most, x) => Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most,
          1,
        );
        values.forEach((value, i) => {
          const close = Object.is(value, wanted[i]) || value === wanted[i] ||
            Math.abs(value - wanted[i]!) <= tolerance * size;
          assert(close, `element ${i}: ${value} is not ${wanted[i]}`);
        });
      });
    }
  },
});

Deno.test({
  name: "rows that are gathered twice get both gradients",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await activate("wasm");
    const gradient = tf.tidy(() => {
      const indices = tf.tensor1d([2, 0, 2], "int32");
      const weights = tf.tensor2d([[1, 2], [3, 4], [5, 6]]);
      const f = (x: tf.Tensor) => tf.sum(tf.mul(tf.gather(x, indices), weights));
      return tf.grad(f)(tf.zeros([4, 2]));
    });
    assertEquals([...await gradient.data()], [3, 4, 0, 0, 6, 8, 0, 0]);
    gradient.dispose();
  },
});
