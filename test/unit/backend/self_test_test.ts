import { assert, assertEquals, assertRejects } from "@std/assert";
import { openBackend, selfTest } from "../../../src/backend/mod.ts";
import { BenchError, EXIT } from "../../../src/spec/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { onEachBackend } from "../../support/backends.ts";

onEachBackend("the self-test passes", async () => {
  const worst = await selfTest("use another one");
  assert(worst <= 1);
});

Deno.test("a backend that returns zeros is refused with exit code 3", async () => {
  await tf.setBackend("cpu");
  const kernel = tf.getKernel("_FusedMatMul", "cpu")!;
  tf.unregisterKernel("_FusedMatMul", "cpu");
  tf.registerKernel({
    ...kernel,
    kernelFunc: (args) => {
      const output = kernel.kernelFunc(args) as tf.TensorInfo;
      return tf.zeros(output.shape);
    },
  });
  try {
    const error = await assertRejects(
      () => openBackend("cpu", "composite"),
      BenchError,
      "wrong matrix product",
    );
    assertEquals(error.code, EXIT.environment);
  } finally {
    tf.unregisterKernel("_FusedMatMul", "cpu");
    tf.registerKernel(kernel);
  }
});

Deno.test("a backend that is not installed is refused with exit code 3", async () => {
  const error = await assertRejects(
    () => openBackend("tensorflow", "composite"),
    BenchError,
    "not installed",
  );
  assertEquals(error.code, EXIT.environment);
});
