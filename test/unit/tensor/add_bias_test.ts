import { addBias } from "../../../src/tensor/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { assertClose, onEachBackend } from "../../support/backends.ts";
import { randomTensor } from "../../support/gradients.ts";

// The second is large enough for the kernel that large maps go through.
for (const shape of [[2, 2, 1, 3], [2, 60, 50, 3]]) {
  onEachBackend(`addBias() adds one value to each channel of [${shape}]`, async () => {
    const x = randomTensor(shape, "x");
    const bias = tf.tensor1d([1, -2, 0.5]);
    const [values, added] = [await x.data(), [1, -2, 0.5]];
    const y = addBias(x, bias);
    await assertClose(y, values.map((value, i) => value + added[i % 3]!), 1e-6);

    const gradients = tf.grads((x, bias) =>
      tf.sum(tf.mul(addBias(x, bias as tf.Tensor1D), weights))
    );
    const weights = randomTensor(shape, "weights");
    const [ofX, ofBias] = gradients([x, bias]) as [tf.Tensor, tf.Tensor];
    const weight = await weights.data();
    const sums = [0, 1, 2].map((channel) =>
      [...weight].filter((_, i) => i % 3 === channel).reduce((a, b) => a + b, 0)
    );
    await assertClose(ofX, weight, 0);
    await assertClose(ofBias, sums, 1e-4);
    tf.dispose([x, bias, y, weights, ofX, ofBias]);
  });
}
