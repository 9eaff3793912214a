import { maxPool } from "../../../src/tensor/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { assertClose, onEachBackend } from "../../support/backends.ts";

onEachBackend("maxPool() drops the rows and columns that fill no window", async () => {
  const x = tf.tensor4d(
    [[1, 4, 9], [2, 3, 9], [0, 5, 9], [6, 0, 9], [9, 9, 9]].flat(),
    [1, 5, 3, 1],
  );
  const y = maxPool(x, 2, { stride: 2 });
  await assertClose(y, [4, 6], 0);
  const gradient = tf.grad((x: tf.Tensor) =>
    tf.sum(tf.mul(maxPool(x as tf.Tensor4D, 2, { stride: 2 }), tf.tensor4d([2, 3], [1, 2, 1, 1])))
  )(x);
  await assertClose(
    gradient,
    [[0, 2, 0], [0, 0, 0], [0, 0, 0], [3, 0, 0], [0, 0, 0]].flat(),
    0,
  );
  tf.dispose([x, y, gradient]);
});
