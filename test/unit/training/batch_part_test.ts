import { assertEquals, assertThrows } from "@std/assert";
import type { Batch, TrainingBatches } from "../../../src/contract/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { partOfBatches } from "../../../src/training/batch_part.ts";
import { onEachBackend } from "../../support/backends.ts";

/** `start, start + 1, ...`. */
function integers(start: number, shape: [number, number]): tf.Tensor {
  return tf.tidy(() => tf.reshape(tf.range(start, start + shape[0] * shape[1], 1, "int32"), shape));
}

/** Batches of 6 that count up, so that every number says where it comes from. */
function counted(input: (start: number) => Batch["input"]): TrainingBatches {
  let batches = 0;
  return {
    batchSize: 6,
    next: () => {
      const start = 100 * batches++;
      return {
        input: input(start),
        targets: integers(start, [6, 1]) as tf.Tensor2D,
      };
    },
    position: () => ({ batches, stream: null }),
    moveTo: (position) => {
      batches = position.batches;
    },
  };
}

const image = (start: number) =>
  tf.tidy(() => tf.add(tf.reshape(tf.range(0, 12), [6, 1, 2, 1]), start) as tf.Tensor4D);

onEachBackend("the parts of a batch are what the whole one is made of, in its order", async () => {
  const parts = [0, 1, 2].map((replica) => partOfBatches(counted(image), { replica, replicas: 3 }));
  for (const start of [0, 100]) {
    const inputs: number[] = [];
    const targets: number[] = [];
    for (const part of parts) {
      const batch = part.next();
      assertEquals((batch.input as tf.Tensor4D).shape, [2, 1, 2, 1]);
      assertEquals(batch.targets.shape, [2, 1]);
      assertEquals(batch.targets.dtype, "int32");
      inputs.push(...await (batch.input as tf.Tensor4D).data());
      targets.push(...await batch.targets.data());
      tf.dispose([batch.input, batch.targets]);
    }
    assertEquals(inputs, Array.from({ length: 12 }, (_, i) => start + i));
    assertEquals(targets, Array.from({ length: 6 }, (_, i) => start + i));
  }
}, ["cpu", "wasm"]);

onEachBackend("questions are split with their images", async () => {
  const questions = (start: number) => ({
    digits: tf.tidy(() => tf.reshape(tf.range(start, start + 12), [6, 2, 1, 1, 1]) as tf.Tensor5D),
    question: integers(start, [6, 3]) as tf.Tensor2D,
  });
  const part = partOfBatches(counted(questions), { replica: 1, replicas: 2 });
  const { input, targets } = part.next();
  const { digits, question } = input as ReturnType<typeof questions>;
  assertEquals([digits.shape, question.shape], [[3, 2, 1, 1, 1], [3, 3]]);
  assertEquals([...await digits.data()], [6, 7, 8, 9, 10, 11]);
  assertEquals([...await question.data()], [9, 10, 11, 12, 13, 14, 15, 16, 17]);
  tf.dispose([digits, question, targets]);
}, ["cpu"]);

Deno.test("parts stand where the whole batches stand, and count whole batches", () => {
  const whole = counted(image);
  const part = partOfBatches(whole, { replica: 1, replicas: 2 });
  part.moveTo({ batches: 7, stream: null });
  assertEquals(whole.position().batches, 7);
  assertEquals(part.position(), whole.position());
  assertEquals(part.batchSize, 6);
});

Deno.test("batches that do not divide into equal parts are refused", () => {
  assertThrows(
    () => partOfBatches(counted(image), { replica: 0, replicas: 4 }),
    RangeError,
    "Cannot split batches of 6 into 4 parts",
  );
});
