import { assert, assertEquals, assertThrows } from "@std/assert";
import { conv2d, groupedConv2d, maxPool } from "../../src/tensor/mod.ts";
import * as tf from "../../src/tensor/tf.ts";
import { activate, type TestBackend } from "../support/backends.ts";
import { randomTensor } from "../support/gradients.ts";

/** An operation and the shapes that it is differentiated by. */
interface Operation {
  readonly name: string;
  readonly shapes: readonly number[][];
  readonly compute: (...inputs: tf.Tensor[]) => tf.Tensor;
}

const as4D = (x: tf.Tensor) => x as tf.Tensor4D;

/** Of the library, which the cpu backend computes in its own way. */
const LIBRARY: readonly Operation[] = [
  ...([
    [[2, 7, 6, 3], [3, 3, 3, 5], 1, "same"],
    [[2, 7, 6, 3], [3, 2, 3, 5], 2, "same"],
    [[2, 7, 6, 3], [3, 3, 3, 5], [2, 1], "valid"],
    [[1, 9, 9, 8], [3, 3, 8, 8], 1, "same"],
    [[12, 12, 12, 8], [3, 3, 8, 16], 1, "same"],
    [[2, 5, 8, 1], [5, 5, 1, 4], 1, 2],
    [[1, 6, 6, 4], [1, 1, 4, 3], 3, 0],
  ] as const).map(([x, filter, strides, pad]): Operation => ({
    name: `conv2d() of [${x}] by [${filter}], stride ${strides}, ${pad}`,
    shapes: [[...x], [...filter]],
    compute: (x, filter) =>
      tf.conv2d(
        as4D(x),
        as4D(filter),
        strides as number | [number, number],
        pad,
        "NHWC",
        1,
        typeof pad === "number" ? "floor" : undefined,
      ),
  })),
  {
    name: "conv2d() with padding of its own on each side",
    shapes: [[2, 5, 6, 3], [3, 3, 3, 4]],
    compute: (x, filter) => tf.conv2d(as4D(x), as4D(filter), 2, [[0, 0], [2, 0], [1, 3], [0, 0]]),
  },
  {
    name: "conv2dTranspose()",
    shapes: [[2, 4, 3, 5], [3, 3, 4, 5]],
    compute: (x, filter) => tf.conv2dTranspose(as4D(x), as4D(filter), [2, 8, 6, 4], 2, "same"),
  },
  ...([[1, "same", 1], [2, "valid", 1], [1, "valid", 3]] as const).map((
    [stride, pad, multiplier],
  ): Operation => ({
    name: `depthwiseConv2d(), stride ${stride}, ${pad}, ${multiplier} outputs a channel`,
    shapes: [[2, 7, 6, 5], [3, 3, 5, multiplier]],
    compute: (x, filter) => tf.depthwiseConv2d(as4D(x), as4D(filter), stride, pad),
  })),
  ...([[2, 2, "valid"], [3, 2, "same"], [3, 1, 1], [[2, 3], [3, 1], "valid"]] as const)
    .map(([size, stride, pad]): Operation => ({
      name: `maxPool() by ${size}, stride ${stride}, ${pad}`,
      shapes: [[2, 7, 8, 5]],
      compute: (x) =>
        tf.maxPool(
          as4D(x),
          size as number | [number, number],
          stride as number | [number, number],
          pad,
          typeof pad === "number" ? "floor" : undefined,
        ),
    })),
  ...([[2, 2], [3, 2], [2, 1]] as const).map(([size, stride]): Operation => ({
    name: `avgPool() by ${size}, stride ${stride}`,
    shapes: [[2, 7, 8, 5]],
    compute: (x) => tf.avgPool(as4D(x), size, stride, "valid"),
  })),
];

/** Ours, which are made of single operations without kernels. */
const OURS: readonly Operation[] = [
  ...([
    [[2, 6, 5, 3], [3, 3, 3, 4], { stride: 1, padding: 1 }],
    [[2, 9, 8, 3], [5, 5, 3, 12], { stride: 2, padding: 2 }],
    [[2, 6, 5, 4], [1, 1, 4, 9], {}],
    [[5, 13, 14, 8], [3, 3, 8, 8], { stride: 1, padding: 1 }],
  ] as const).map(([x, filter, options]): Operation => ({
    name: `conv2d() of [${x}] by [${filter}]`,
    shapes: [[...x], [...filter]],
    compute: (x, filter) => conv2d(as4D(x), as4D(filter), options),
  })),
  ...([[2, 6, 8], [4, 8, 8], [32, 64, 32], [1, 3, 5]] as const).map((
    [groups, channels, outputs],
  ): Operation => ({
    name: `groupedConv2d() of ${channels} channels to ${outputs} in ${groups} groups`,
    shapes: [[2, 6, 5, channels], [3, 3, channels / groups, outputs]],
    compute: (x, filter) => groupedConv2d(as4D(x), as4D(filter), { groups, padding: 1 }),
  })),
  ...([[2, 2, 0], [3, 2, 1], [3, 1, 1]] as const).map(([size, stride, padding]): Operation => ({
    name: `maxPool() by ${size}, stride ${stride}, padding ${padding}`,
    shapes: [[2, 7, 6, 5]],
    // All positive, so that padding with zeros gives the same gradient.
    compute: (x) => maxPool(as4D(tf.exp(x)) as tf.Tensor4D, size, { stride, padding }),
  })),
];

/** Weighs every element differently, whatever it is: rounding errors of y must not reach gradients. */
const scalar = (y: tf.Tensor) => tf.sum(tf.mul(y, randomTensor(y.shape, "weights"))) as tf.Scalar;

/** The value and the gradients of every operation. */
async function results(
  operations: readonly Operation[],
  backend: TestBackend,
): Promise<Float32Array[][]> {
  await activate(backend);
  const before = tf.memory().numTensors;
  const found: Float32Array[][] = [];
  for (const { shapes, compute } of operations) {
    const inputs = shapes.map((shape, i) => randomTensor(shape, `input ${i}`));
    const value = tf.tidy(() => compute(...inputs));
    const gradients = tf.grads((...inputs) => scalar(compute(...inputs)))(inputs);
    found.push(await Promise.all([value, ...gradients].map((x) => x.data<"float32">())));
    tf.dispose([...inputs, value, ...gradients]);
  }
  assertEquals(tf.memory().numTensors, before, "tensors leaked");
  return found;
}

for (
  const [operations, reference] of [[LIBRARY, "cpu"], [OURS, "wasm composite"]] as const
) {
  Deno.test({
    name: `convolutions and pooling give on our kernels what they give on ${reference}`,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async (t) => {
      const expected = await results(operations, reference);
      const actual = await results(operations, "wasm");
      for (const [i, { name }] of operations.entries()) {
        await t.step(name, () => {
          expected[i]!.forEach((wanted, k) => {
            const most = wanted.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
            const found = actual[i]![k]!;
            assertEquals(found.length, wanted.length);
            found.forEach((value, j) => {
              const error = Math.abs(value - wanted[j]!);
              assert(error <= 4e-6 * most, `${k}, ${j}: ${value} is not ${wanted[j]}`);
            });
          });
        });
      }
    },
  });
}

Deno.test({
  name: "the maximum of negative numbers passes its gradient on to where it is",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await activate("wasm");
    const x = tf.tensor4d([-4, -3, -1, -2], [1, 2, 2, 1]);
    const gradient = tf.grad((x) => tf.sum(tf.maxPool(as4D(x), 2, 2, "valid")))(x);
    assertEquals([...await gradient.data()], [0, 0, 1, 0]);
    tf.dispose([x, gradient]);
  },
});

Deno.test({
  name: "an average over the edge divides the gradient by the pixels that it saw",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await activate("wasm");
    // Windows of 2x2 on 3x3 pixels, "same": 4 pixels, twice 2, and 1.
    const x = tf.ones([1, 3, 3, 1]);
    const gradient = tf.grad((x) => tf.sum(tf.avgPool(as4D(x), 2, 2, "same")))(x);
    assertEquals([...await gradient.data()], [0.25, 0.25, 0.5, 0.25, 0.25, 0.5, 0.5, 0.5, 1]);
    tf.dispose([x, gradient]);
  },
});

Deno.test({
  name: "convolutions that our kernels are not made for are the library's, or refused",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const dilated = () =>
      tf.tidy(() => {
        const [x, filter] = [randomTensor([2, 9, 8, 3], "x"), randomTensor([3, 3, 3, 5], "f")];
        return tf.conv2d(as4D(x), as4D(filter), 1, "same", "NHWC", 2);
      });
    await activate("cpu");
    const expected = dilated();
    const wanted = await expected.data();
    expected.dispose();
    await activate("wasm");
    const y = dilated();
    for (const [i, value] of (await y.data()).entries()) {
      assert(Math.abs(value - wanted[i]!) < 1e-5, `${i}: ${value} is not ${wanted[i]}`);
    }
    y.dispose();
    const [x, dy] = [tf.ones([1, 6, 6, 2]), tf.ones([1, 6, 6, 2])];
    const attributes = { strides: 1, pad: "same", dilations: 2 };
    for (
      const [kernel, dataFormat, filterShape] of [
        ["Conv2DBackpropFilter", "NCHW", [3, 3, 6, 6]],
        ["DepthwiseConv2dNativeBackpropFilter", "NHWC", [3, 3, 2, 1]],
      ] as const
    ) {
      const run = () =>
        tf.engine().runKernel(
          kernel,
          { x, dy },
          { ...attributes, dataFormat, filterShape: [...filterShape] },
        );
      assertThrows(run, RangeError, "without dilation");
    }
    tf.dispose([x, dy]);
  },
});
