import { assert, assertEquals } from "@std/assert";
import { classification } from "../../src/problems/mod.ts";
import * as tf from "../../src/tensor/tf.ts";
import { onEachBackend } from "../support/backends.ts";
import { errorOverTolerance, readGoldenCase, stored } from "../support/golden_case.ts";

onEachBackend("golden loss_image_classification: value, ticks, gradient", async (backend) => {
  const golden = readGoldenCase("loss_image_classification");
  let worst = 0;
  const compare = (name: string, got: ArrayLike<number>) => {
    const error = errorOverTolerance(golden, name, got);
    assert(error <= 1, `${name}: ${error} of its tolerance`);
    worst = Math.max(worst, error);
  };
  for (const { name, use_most_certain } of golden.info.subcases) {
    const stored3 = stored(golden, `input/${name}/predictions`);
    const [batch, classes, ticks] = stored3.shape as [number, number, number];
    const ticksSecond = tf.tidy(() =>
      tf.transpose(tf.tensor3d(Float32Array.from(stored3.data), [batch, classes, ticks]), [0, 2, 1])
    );
    const certainty = tf.tidy(() =>
      tf.reshape(
        tf.slice(
          tf.tensor3d(Float32Array.from(stored(golden, `input/${name}/certainties`).data), [
            batch,
            2,
            ticks,
          ]),
          [0, 1, 0],
          [batch, 1, ticks],
        ),
        [batch, ticks],
      )
    ) as tf.Tensor2D;
    const targets = tf.tensor2d(
      Int32Array.from(stored(golden, `input/${name}/targets`).data),
      [batch, 1],
      "int32",
    );
    const problem = classification(use_most_certain ? "most certain" : "last");
    const predict = (x: tf.Tensor) => ({
      logits: tf.reshape(x, [batch, ticks, 1, classes]) as tf.Tensor4D,
      certainty,
    });
    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => problem.loss(predict(x), targets))(
      ticksSecond,
    );
    const [losses, best, readout] = tf.tidy(() => {
      const prediction = predict(ticksSecond);
      const losses = problem.lossByTick(prediction, targets);
      return [losses, tf.argMin(losses, 1), problem.readoutTick(prediction)];
    }) as [tf.Tensor, tf.Tensor, tf.Tensor];
    const gradient = tf.transpose(grad, [0, 2, 1]);
    compare(`loss/${name}/value`, await value.data());
    compare(`loss/${name}/per_tick`, await losses.data());
    compare(`loss/${name}/index1`, await best.data());
    compare(`grad/${name}/predictions`, await gradient.data());
    const read = await readout.data();
    if (use_most_certain) {
      compare(`loss/${name}/index2`, read);
    } else {
      assertEquals([...read], new Array(batch).fill(ticks - 1), "the last tick");
    }
    tf.dispose([ticksSecond, certainty, targets, value, grad, losses, best, readout, gradient]);
  }
  console.log(`loss_image_classification [${backend}]: worst ${worst.toFixed(3)} of its tolerance`);
});
