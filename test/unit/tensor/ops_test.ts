import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  affine,
  batchedAffine,
  batchNorm,
  conv2d,
  fixedBatchNorm,
  glu,
  layerNorm,
  matMul,
  maxPool,
  pairProducts,
  rowSelection,
  silu,
  sumRows,
} from "../../../src/tensor/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { assertClose, onEachBackend } from "../../support/backends.ts";
import { assertGradient, randomTensor } from "../../support/gradients.ts";

/** A scalar that weighs every element differently, so that no gradient is constant. */
const scalar = (y: tf.Tensor) => tf.sum(tf.mul(y, tf.sin(tf.add(y, 0.3))));

onEachBackend("glu() gates the first half by the second", async () => {
  const x = tf.tensor2d([[1, -2, 0, 1]]);
  const y = glu(x);
  // 1 * sigmoid(0), -2 * sigmoid(1)
  await assertClose(y, [0.5, -1.4621172]);
  tf.dispose([x, y]);
});

onEachBackend("glu() halves the axis it is told to", async () => {
  const x = tf.tensor2d([[1, -2], [0, 1]]);
  const y = glu(x, 0);
  await assertClose(y, [0.5, -1.4621172]);
  tf.dispose([x, y]);
});

Deno.test("glu() refuses an odd axis", () => {
  const x = tf.ones([2, 3]);
  assertThrows(() => glu(x), RangeError, "must be even");
  x.dispose();
});

for (
  const [stride, padding, size, height, width] of [
    [1, 1, 3, 5, 4],
    [2, 1, 3, 6, 5],
    [2, 1, 3, 5, 7],
    [2, 0, 1, 5, 6],
    [1, 0, 1, 3, 3],
    [3, 2, 5, 8, 7],
  ] as const
) {
  const label = `stride ${stride}, padding ${padding}, ${size}x${size} on ${height}x${width}`;

  onEachBackend(`conv2d() equals plain loops: ${label}`, async () => {
    const x = randomTensor([2, height, width, 3], "x") as tf.Tensor4D;
    const filter = randomTensor([size, size, 3, 4], "filter") as tf.Tensor4D;
    const y = conv2d(x, filter, { stride, padding });
    const expected = convolveByLoops(await x.data(), x.shape, await filter.data(), filter.shape, {
      stride,
      padding,
    });
    await assertClose(y, expected, 1e-5);
    tf.dispose([x, filter, y]);
  });

  onEachBackend(`conv2d() has the gradient of a central difference: ${label}`, async () => {
    const x = randomTensor([2, height, width, 3], "x");
    const filter = randomTensor([size, size, 3, 4], "filter");
    await assertGradient(
      (x, filter) => scalar(conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, { stride, padding })),
      [x, filter],
    );
    tf.dispose([x, filter]);
  });
}

onEachBackend("conv2d() without input gradient has the same filter gradient", async () => {
  const x = randomTensor([2, 6, 5, 3], "x") as tf.Tensor4D;
  const filter = randomTensor([3, 3, 3, 4], "filter");
  const gradient = (inputGradient: boolean) =>
    tf.grad((filter: tf.Tensor) =>
      scalar(conv2d(x, filter as tf.Tensor4D, { stride: 2, padding: 1, inputGradient }))
    )(filter);
  const [without, with_] = [gradient(false), gradient(true)];
  await assertClose(without, await with_.data(), 0);
  tf.dispose([x, filter, without, with_]);
});

function convolveByLoops(
  x: ArrayLike<number>,
  [batch, height, width, channels]: [number, number, number, number],
  filter: ArrayLike<number>,
  [filterHeight, filterWidth, , outputs]: [number, number, number, number],
  { stride, padding }: { stride: number; padding: number },
): number[] {
  const outputHeight = Math.floor((height + 2 * padding - filterHeight) / stride) + 1;
  const outputWidth = Math.floor((width + 2 * padding - filterWidth) / stride) + 1;
  const y: number[] = [];
  for (let n = 0; n < batch; n++) {
    for (let row = 0; row < outputHeight; row++) {
      for (let column = 0; column < outputWidth; column++) {
        for (let output = 0; output < outputs; output++) {
          let sum = 0;
          for (let i = 0; i < filterHeight; i++) {
            for (let j = 0; j < filterWidth; j++) {
              const h = row * stride + i - padding;
              const w = column * stride + j - padding;
              if (h < 0 || h >= height || w < 0 || w >= width) continue;
              for (let c = 0; c < channels; c++) {
                sum += x[((n * height + h) * width + w) * channels + c]! *
                  filter[((i * filterWidth + j) * channels + c) * outputs + output]!;
              }
            }
          }
          y.push(sum);
        }
      }
    }
  }
  return y;
}

onEachBackend("affine(), matMul() and sumRows() equal the built-in composites", async () => {
  const x = randomTensor([2, 3, 5], "x");
  const weight = randomTensor([5, 4], "weight") as tf.Tensor2D;
  const bias = randomTensor([4], "bias") as tf.Tensor1D;
  const rows = tf.reshape(x, [6, 5]) as tf.Tensor2D;
  const y = affine(x, weight, bias);
  assertEquals(y.shape, [2, 3, 4]);
  const product = matMul(rows, weight);
  const sum = sumRows(rows);
  const expected = tf.tidy(() => [
    tf.add(tf.dot(rows, weight), bias),
    tf.dot(rows, weight),
    tf.sum(rows, 0),
  ]);
  await assertClose(y, await expected[0]!.data(), 1e-5);
  await assertClose(product, await expected[1]!.data(), 1e-5);
  await assertClose(sum, await expected[2]!.data(), 1e-5);
  tf.dispose([x, weight, bias, rows, y, product, sum, ...expected]);
});

onEachBackend("every layer operation has the gradient of a central difference", async () => {
  const x = randomTensor([2, 3, 6], "x");
  const weight = randomTensor([6, 4], "weight");
  const bias = randomTensor([4], "bias");
  const scale = randomTensor([6], "scale");
  const shift = randomTensor([6], "shift");
  await assertGradient(
    (x, w, b) => scalar(affine(x, w as tf.Tensor2D, b as tf.Tensor1D)),
    [x, weight, bias],
  );
  await assertGradient((x) => scalar(glu(x)), [x]);
  await assertGradient((x) => scalar(silu(x)), [x]);
  await assertGradient(
    (x, s, b) => scalar(layerNorm(x, s as tf.Tensor1D, b as tf.Tensor1D)),
    [x, scale, shift],
  );
  await assertGradient(
    (x, s, b) => scalar(batchNorm(x, s as tf.Tensor1D, b as tf.Tensor1D).value),
    [x, scale, shift],
  );
  tf.dispose([x, weight, bias, scale, shift]);
});

onEachBackend("pairProducts() multiplies rows and adds the gradients of repeats", async () => {
  const pairs = rowSelection(Int32Array.of(2, 0, 2, 3), 4);
  const x = tf.tensor2d([[1, 5], [2, 6], [3, 7], [4, 8]]);
  const products = pairProducts(x, pairs);
  // rows 2 * 2 and 0 * 3
  await assertClose(products, [9, 49, 4, 40], 0);
  const gradient = tf.grad((x: tf.Tensor) => tf.sum(pairProducts(x as tf.Tensor2D, pairs)))(x);
  await assertClose(gradient, [4, 8, 0, 0, 6, 14, 1, 5], 0);
  await assertGradient((x) => scalar(pairProducts(x as tf.Tensor2D, pairs)), [x], 5e-3);
  pairs.dispose();
  tf.dispose([x, products, gradient]);
});

Deno.test("rowSelection() refuses a row that does not exist", () => {
  assertThrows(() => rowSelection(Int32Array.of(0, 4), 4), RangeError, "Row 4");
});

onEachBackend("batchedAffine() equals one affine map per group, with its gradient", async () => {
  const weight = randomTensor([3, 4, 5], "weight") as tf.Tensor3D;
  const x = randomTensor([3, 5, 2], "x") as tf.Tensor3D;
  const bias = randomTensor([3, 4, 1], "bias") as tf.Tensor3D;
  const y = batchedAffine(weight, x, bias);
  const [w, v, b] = [await weight.array(), await x.array(), await bias.array()];
  const expected = w.flatMap((group, g) =>
    group.flatMap((row, o) =>
      [0, 1].map((n) => row.reduce((sum, value, i) => sum + value * v[g]![i]![n]!, b[g]![o]![0]!))
    )
  );
  await assertClose(y, expected, 1e-5);
  await assertGradient(
    (w, x, b) => scalar(batchedAffine(w as tf.Tensor3D, x as tf.Tensor3D, b as tf.Tensor3D)),
    [weight, x, bias],
  );
  tf.dispose([weight, x, bias, y]);
});

onEachBackend("maxPool() pads as PyTorch behind a ReLU", async () => {
  const x = tf.tensor4d([1, 5, 2, 0, 3, 4, 7, 1, 6], [1, 3, 3, 1]);
  const y = maxPool(x, 3, { stride: 2, padding: 1 });
  await assertClose(y, [5, 5, 7, 6], 0);
  const gradient = tf.grad((x: tf.Tensor) =>
    tf.sum(maxPool(x as tf.Tensor4D, 3, { stride: 2, padding: 1 }))
  )(x);
  await assertClose(gradient, [0, 2, 0, 0, 0, 0, 1, 0, 1], 0);
  tf.dispose([x, y, gradient]);
});

onEachBackend("fixedBatchNorm() normalises by the statistics it is given", async () => {
  const x = randomTensor([2, 3, 2], "x");
  const [mean, variance, scale, shift] = [[0.5, -1], [4, 0.25], [2, 3], [0.1, -0.2]]
    .map((values) => tf.tensor1d(values)) as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, tf.Tensor1D];
  const y = fixedBatchNorm(x, { mean, variance }, { scale, shift });
  const expected = [...await x.data()].map((value, i) =>
    i % 2 === 0
      ? (value - 0.5) / Math.sqrt(4 + 1e-5) * 2 + 0.1
      : (value + 1) / Math.sqrt(0.25 + 1e-5) * 3 - 0.2
  );
  await assertClose(y, expected, 1e-5);
  await assertGradient(
    (x, scale, shift) =>
      scalar(fixedBatchNorm(x, { mean, variance }, {
        scale: scale as tf.Tensor1D,
        shift: shift as tf.Tensor1D,
      })),
    [x, scale, shift],
  );
  tf.dispose([x, y, mean, variance, scale, shift]);
});

onEachBackend("batchNorm() reports the mean and the biased variance", async () => {
  const x = tf.tensor2d([[1, 2], [3, 6]]);
  const scale = tf.ones([2]) as tf.Tensor1D;
  const shift = tf.zeros([2]) as tf.Tensor1D;
  const { value, mean, variance } = tf.tidy(() => batchNorm(x, scale, shift));
  await assertClose(mean, [2, 4]);
  await assertClose(variance, [1, 4]);
  const values = await value.data();
  assert(Math.abs(values[0]! + 1) < 1e-4);
  tf.dispose([x, scale, shift, value, mean, variance]);
});
