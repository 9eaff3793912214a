import { assertEquals, assertThrows } from "@std/assert";
import { conv2d, groupedConv2d } from "../../../src/tensor/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { assertClose, onEachBackend } from "../../support/backends.ts";
import { assertGradient, randomTensor } from "../../support/gradients.ts";

/** A scalar that weighs every element differently, so that no gradient is constant. */
const scalar = (y: tf.Tensor) => tf.sum(tf.mul(y, tf.sin(tf.add(y, 0.3))));

for (
  const { groups, inputs, outputs, size, padding, height, width } of [
    { groups: 2, inputs: 3, outputs: 4, size: 3, padding: 1, height: 4, width: 5 },
    { groups: 3, inputs: 1, outputs: 6, size: 3, padding: 0, height: 3, width: 4 },
    { groups: 4, inputs: 2, outputs: 4, size: 1, padding: 0, height: 2, width: 3 },
    { groups: 2, inputs: 2, outputs: 2, size: 5, padding: 2, height: 4, width: 3 },
  ]
) {
  const label = `${groups} groups of ${inputs}, ${size}x${size} on ${height}x${width}`;
  const operands = () =>
    [
      randomTensor([2, height, width, groups * inputs], "x") as tf.Tensor4D,
      randomTensor([size, size, inputs, outputs], "filter") as tf.Tensor4D,
    ] as const;

  onEachBackend(`groupedConv2d() equals one convolution per group: ${label}`, async () => {
    const [x, filter] = operands();
    const y = groupedConv2d(x, filter, { groups, padding });
    const expected = tf.tidy(() => {
      const perGroup = outputs / groups;
      const parts = Array.from({ length: groups }, (_, group) => {
        const map = tf.slice(x, [0, 0, 0, group * inputs], [-1, -1, -1, inputs]);
        const own = tf.slice(filter, [0, 0, 0, group * perGroup], [-1, -1, -1, perGroup]);
        return tf.conv2d(map, own, 1, padding);
      });
      return tf.concat(parts, 3);
    });
    assertEquals(y.shape, expected.shape as typeof y.shape);
    await assertClose(y, await expected.data(), 1e-5);
    tf.dispose([x, filter, y, expected]);
  });

  onEachBackend(`groupedConv2d() has the gradient of a central difference: ${label}`, async () => {
    const operand = operands();
    await assertGradient(
      (x, filter) =>
        scalar(groupedConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, { groups, padding })),
      operand,
    );
    tf.dispose([...operand]);
  });
}

onEachBackend("groupedConv2d() in one group is conv2d()", async () => {
  const x = randomTensor([1, 4, 4, 2], "x") as tf.Tensor4D;
  const filter = randomTensor([3, 3, 2, 3], "filter") as tf.Tensor4D;
  const grouped = groupedConv2d(x, filter, { groups: 1, padding: 1 });
  const plain = conv2d(x, filter, { padding: 1 });
  await assertClose(grouped, await plain.data(), 1e-5);
  tf.dispose([x, filter, grouped, plain]);
});

Deno.test("groupedConv2d() refuses groups that do not divide", () => {
  const x = tf.zeros([1, 3, 3, 4]) as tf.Tensor4D;
  const threeChannels = tf.zeros([1, 1, 3, 4]) as tf.Tensor4D;
  const threeOutputs = tf.zeros([1, 1, 2, 3]) as tf.Tensor4D;
  for (const filter of [threeChannels, threeOutputs]) {
    assertThrows(() => groupedConv2d(x, filter, { groups: 2 }), RangeError, "in 2 groups");
  }
  tf.dispose([x, threeChannels, threeOutputs]);
});
