import { join } from "node:path";
import { assertEquals, assertRejects } from "@std/assert";
import { BenchError, EXIT } from "../../../src/spec/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { runJob } from "../../../src/worker/run_job.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";
import { tinyJob } from "../../support/tiny_job.ts";

Deno.test("a backend that returns zeros ends a run with exit code 3 before it has a folder", async () => {
  await tf.setBackend("cpu");
  const kernel = tf.getKernel("_FusedMatMul", "cpu")!;
  tf.unregisterKernel("_FusedMatMul", "cpu");
  tf.registerKernel({
    ...kernel,
    kernelFunc: (args) => tf.zeros((kernel.kernelFunc(args) as tf.TensorInfo).shape),
  });
  try {
    await inTemporaryFolder(async (folder) => {
      const runsDirectory = join(folder, "runs");
      await Deno.mkdir(runsDirectory);
      const job = await tinyJob(
        {
          model: "ctm",
          problem: "parity",
          dataset: "parity",
          datasetOptions: { length: 3 },
          modelOptions: { backbone: { kind: "parity", width: 4 } },
          backend: "cpu",
          budget: { kind: "steps", steps: 1 },
        },
        { cacheDirectory: folder, runsDirectory },
      );
      const error = await assertRejects(() => runJob(job, () => undefined), BenchError);
      assertEquals(error.code, EXIT.environment);
      assertEquals(await Array.fromAsync(Deno.readDir(runsDirectory)), []);
    });
  } finally {
    tf.unregisterKernel("_FusedMatMul", "cpu");
    tf.registerKernel(kernel);
  }
});
