import { assertAlmostEquals, assertEquals } from "@std/assert";
import * as tf from "../../../src/tensor/tf.ts";
import type { Barrier } from "../../../src/training/barrier.ts";
import { partOfBatches } from "../../../src/training/batch_part.ts";
import { exchangeGradients } from "../../../src/training/gradient_exchange.ts";
import { allocateSharedMemory } from "../../../src/training/shared_memory.ts";
import { openRun } from "../../../src/worker/open_run.ts";
import { onEachBackend, partsOf } from "../../support/backends.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";
import { tinyJob } from "../../support/tiny_job.ts";

/** The backends that have replicas. */
const SPLITTING = ["cpu", "wasm", "wasm composite"] as const;

/** A barrier for replicas that live in one thread. */
function meeting(replicas: number): Barrier {
  let arrived: (() => void)[] = [];
  return {
    pass: () =>
      new Promise((resolve) => {
        arrived.push(resolve);
        if (arrived.length < replicas) return;
        for (const leave of arrived) leave();
        arrived = [];
      }),
    end: () => {},
  };
}

const variable = (...values: number[]) => tf.tidy(() => tf.variable(tf.tensor1d(values)));

onEachBackend("every replica gets the mean of all, rounded once", async () => {
  // In float32, 1e8 + 1 is 1e8; in float64 the sum is exact and the thirds are rounded at the end.
  const gradients = [[1e8, 1], [1, 2], [-1e8, 4]];
  const models = gradients.map(() => ({
    parameters: new Map([["weight", variable(0, 0)]]),
    buffers: new Map([["running", variable(0)]]),
  }));
  const memory = allocateSharedMemory(models[0]!, 3);
  const barrier = meeting(3);
  const means = await Promise.all(models.map(async (model, replica) => {
    tf.tidy(() => model.buffers.get("running")!.assign(tf.tensor1d([10 * replica])));
    const own = {
      value: tf.scalar(replica),
      grads: { [model.parameters.get("weight")!.name]: tf.tensor1d(gradients[replica]!) },
    };
    const part = { replica, replicas: 3 };
    return await exchangeGradients(own, { model, memory, barrier, part });
  }));
  for (const [replica, { value, grads }] of means.entries()) {
    const { parameters, buffers } = models[replica]!;
    assertEquals([...await value.data()], [1]);
    const mean = await grads[parameters.get("weight")!.name]!.data();
    assertEquals([...mean], [Math.fround(1 / 3), Math.fround(7 / 3)]);
    assertEquals([...await buffers.get("running")!.data()], [10]);
  }
  tf.dispose([
    means,
    models.map((model) => [...model.parameters.values(), ...model.buffers.values()]),
  ]);
}, SPLITTING);

onEachBackend(
  "a gradient that a replica lacks counts as 0, and one that all lack is absent",
  async () => {
    const models = [0, 1].map(() => ({
      parameters: new Map([["all", variable(0)], ["one", variable(0)], ["none", variable(0)]]),
      buffers: new Map(),
    }));
    const memory = allocateSharedMemory(models[0]!, 2);
    const barrier = meeting(2);
    const nameOf = (replica: number, key: string) => models[replica]!.parameters.get(key)!.name;
    // Twice, so that what an earlier step left in the memory would show.
    for (const lacking of [0, 1]) {
      const means = await Promise.all(models.map((model, replica) => {
        const grads: tf.NamedTensorMap = { [nameOf(replica, "all")]: tf.tensor1d([2]) };
        if (replica !== lacking) grads[nameOf(replica, "one")] = tf.tensor1d([6]);
        const part = { replica, replicas: 2 };
        return exchangeGradients({ value: tf.scalar(0), grads }, { model, memory, barrier, part });
      }));
      for (const [replica, { grads }] of means.entries()) {
        assertEquals(Object.keys(grads).length, 2);
        assertEquals([...await grads[nameOf(replica, "all")]!.data()], [2]);
        assertEquals([...await grads[nameOf(replica, "one")]!.data()], [3]);
      }
      tf.dispose(means);
    }
    tf.dispose(models.map((model) => [...model.parameters.values()]));
  },
);

for (const model of ["ctm", "lstm"] as const) {
  onEachBackend(
    `without dropout, the mean over replicas of the ${model} is the gradient of the whole batch`,
    async (backend) => {
      await inTemporaryFolder(async (folder) => {
        const job = await tinyJob({
          ...partsOf(backend),
          model,
          problem: "parity",
          dataset: "parity",
          datasetOptions: { length: 5 },
          modelOptions: { backbone: { kind: "parity", width: 4 }, dropout: 0 },
          budget: { kind: "steps", steps: 1 },
        }, { cacheDirectory: folder, runsDirectory: folder });
        const whole = await openRun(job);
        const expected = gradientsOf(whole, whole.data.training);
        const replicas = [await openRun(job), await openRun(job)];
        const memory = allocateSharedMemory(whole.model, 2);
        const barrier = meeting(2);
        const means = await Promise.all(replicas.map((run, replica) => {
          const part = { replica, replicas: 2 };
          const own = gradientsOf(run, partOfBatches(run.data.training, part));
          return exchangeGradients(own, { model: run.model, memory, barrier, part });
        }));
        assertAlmostEquals(
          (await means[0]!.value.data())[0]!,
          (await expected.value.data())[0]!,
          1e-6,
        );
        for (const [name, { name: key }] of whole.model.parameters) {
          const mean = await means[0]!.grads[replicas[0]!.model.parameters.get(name)!.name]!.data();
          const full = await expected.grads[key]!.data();
          const scale = Math.max(1, ...full.map(Math.abs));
          for (let i = 0; i < full.length; i++) {
            assertAlmostEquals(mean[i]!, full[i]!, 1e-6 * scale, `${name} ${i}`);
          }
        }
        tf.dispose([means, expected]);
        for (const run of [whole, ...replicas]) run.dispose();
      });
    },
    SPLITTING,
  );
}

type Opened = Awaited<ReturnType<typeof openRun>>;

function gradientsOf({ model, problem }: Opened, batches: Opened["data"]["training"]) {
  const { input, targets } = batches.next();
  const found = tf.variableGrads(
    () => problem.loss(model.forward(input, { mode: "train", step: 0 }), targets),
    [...model.parameters.values()],
  );
  tf.dispose([input, targets]);
  return found;
}
