import { assert, assertAlmostEquals, assertEquals, assertRejects } from "@std/assert";
import type { Model, Problem } from "../../../src/contract/mod.ts";
import { type Budget, type CurvePoint, lossesOf, type TrailRow } from "../../../src/spec/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import {
  type AdamwOptions,
  createAdamw,
  train,
  type TrainingOptions,
  type TrainingState,
} from "../../../src/training/mod.ts";
import { activate, onEachBackend } from "../../support/backends.ts";

/** Batches that are all the same have no position. */
const NO_POSITION = { position: () => ({ batches: 0, stream: null }), moveTo: () => {} };

/** One weight times the input, driven to 3; every call of `now` is a tick of a second. */
function toyRun(
  budget: Budget,
  overrides: Partial<TrainingOptions> = {},
  clipping: Partial<AdamwOptions> = {},
) {
  const weight = tf.tidy(() => tf.variable(tf.zeros([1])));
  const model: Model = {
    parameters: new Map([["weight", weight]]),
    buffers: new Map(),
    ticks: 1,
    forward: (input) =>
      tf.tidy(() => {
        const value = "digits" in input ? input.digits : input;
        const logits = tf.reshape(tf.mul(value, weight), [-1, 1, 1, 1]) as tf.Tensor4D;
        return { logits, certainty: tf.ones([logits.shape[0], 1]) as tf.Tensor2D };
      }),
    dispose: () => weight.dispose(),
  };
  const problem: Problem = {
    loss: ({ logits }) => tf.tidy(() => tf.mean(tf.square(tf.sub(logits, 3))) as tf.Scalar),
    lossByTick: () => {
      throw new Error("not used");
    },
    readoutTick: () => {
      throw new Error("not used");
    },
    answers: () => Promise.reject(new Error("not used")),
    scores: () => {
      throw new Error("not used");
    },
  };
  const optimiser = createAdamw([weight], {
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    weightDecay: 0,
    clipNorm: 1,
    clipQuantile: null,
    clipHistory: 1000,
    ...clipping,
  });
  const points: CurvePoint[] = [];
  let time = 0;
  const options: TrainingOptions = {
    model,
    problem,
    optimiser,
    learningRate: () => 0.1,
    batches: {
      ...NO_POSITION,
      batchSize: 4,
      next: () => ({
        input: tf.ones([4, 1, 1, 1]) as tf.Tensor4D,
        targets: tf.zeros([4, 1], "int32") as tf.Tensor2D,
      }),
    },
    budget,
    flopsPerExample: 10,
    points: 4,
    validate: () => {
      time += 1000;
      return Promise.resolve({ accuracy: 0.5, loss: 1 });
    },
    onPoint: (point) => {
      points.push(point);
      return Promise.resolve();
    },
    onProgress: () => {},
    check: () => {},
    now: () => time++,
    ...overrides,
  };
  return {
    points,
    weight,
    run: async () => {
      try {
        return await train(options);
      } finally {
        optimiser.dispose();
      }
    },
    dispose: () => model.dispose(),
  };
}

onEachBackend("a budget in steps, examples or FLOPs ends every run at the same count", async () => {
  for (
    const budget of [
      { kind: "steps", steps: 24 },
      { kind: "examples", examples: 96 },
      { kind: "flops", flops: 24 * 4 * 30 },
    ] as const
  ) {
    const toy = toyRun(budget);
    const { status, spend } = await toy.run();
    assertEquals(status, "completed");
    assertEquals([spend.steps, spend.examples, spend.flops, spend.joules], [24, 96, 2880, null]);
    assertEquals(toy.points.map((point) => point.spend.steps), [6, 12, 18, 24]);
    toy.dispose();
  }
}, ["cpu", "wasm", "wasm composite"]);

onEachBackend("evaluation and the first step are off the clock", async () => {
  const toy = toyRun({ kind: "steps", steps: 24 });
  const { spend, warmupSeconds, evaluationSeconds } = await toy.run();
  // A charge is one tick of the clock, plus reads of the loss before a validation.
  assertEquals(warmupSeconds, 1);
  assert(spend.seconds < 60, `${spend.seconds} s on the clock, evaluations took 4000`);
  assertEquals(evaluationSeconds, 4 * 1001);
  toy.dispose();
}, ["cpu"]);

onEachBackend("a budget in seconds counts training time only", async () => {
  const toy = toyRun({ kind: "seconds", seconds: 10 });
  const { spend } = await toy.run();
  assertEquals(spend.seconds >= 10 && spend.seconds < 15, true, `${spend.seconds}`);
  assertEquals(spend.steps, 11 - (toy.points.length - 1));
  toy.dispose();
}, ["cpu"]);

onEachBackend("training learns, and the curve says so", async () => {
  const toy = toyRun({ kind: "steps", steps: 200 });
  await toy.run();
  assertAlmostEquals((await toy.weight.data())[0]!, 3, 0.1);
  assert(toy.points[3]!.trainLoss < toy.points[0]!.trainLoss);
  toy.dispose();
}, ["cpu", "wasm", "wasm composite"]);

onEachBackend(
  "clipping at a quantile trains too, and the curve has the norm before it",
  async () => {
    const toy = toyRun({ kind: "steps", steps: 200 }, {}, { clipNorm: null, clipQuantile: 0.9 });
    const { status, spend } = await toy.run();
    assertEquals([status, spend.steps], ["completed", 200]);
    const weight = (await toy.weight.data())[0]!;
    assertAlmostEquals(weight, 3, 0.1);
    const plain = toyRun({ kind: "steps", steps: 1 }, { points: 1 }, { clipNorm: 1e-3 });
    await plain.run();
    // The gradient of (w - 3)^2 at 0.
    assertEquals(plain.points[0]!.gradientNorm, 6);
    toy.dispose();
    plain.dispose();
  },
  ["cpu", "wasm", "wasm composite"],
);

onEachBackend("every tensor of an input with parts is disposed", async () => {
  const toy = toyRun({ kind: "steps", steps: 3 }, {
    batches: {
      ...NO_POSITION,
      batchSize: 4,
      next: () => ({
        input: {
          digits: tf.ones([4, 1, 1, 1, 1]) as tf.Tensor5D,
          question: tf.zeros([4, 1], "int32") as tf.Tensor2D,
        },
        targets: tf.zeros([4, 1], "int32") as tf.Tensor2D,
      }),
    },
  });
  assertEquals((await toy.run()).status, "completed");
  toy.dispose();
}, ["cpu"]);

onEachBackend("a diverged run is a result that names the step", async () => {
  let calls = 0;
  const toy = toyRun({ kind: "steps", steps: 40 }, {
    learningRate: () => ++calls === 17 ? NaN : 0.1,
  });
  const { status, detail, spend } = await toy.run();
  assertEquals(status, "diverged");
  assertEquals(detail, "the loss of step 18 is NaN");
  assert(spend.steps <= 30, "it stops at the next read");
  toy.dispose();
}, ["cpu", "wasm", "wasm composite"]);

Deno.test("a step that leaves tensors behind is reported with its number", async () => {
  await activate("cpu");
  const before = tf.memory().numTensors;
  const leaked: tf.Tensor[] = [];
  const toy = toyRun({ kind: "steps", steps: 10 }, {
    learningRate: ({ step }) => {
      if (step === 4) leaked.push(tf.ones([1]));
      return 0.1;
    },
  });
  await assertRejects(() => toy.run(), Error, "Step 5 left 1 tensors behind");
  toy.dispose();
  tf.dispose(leaked);
  assertEquals(tf.memory().numTensors, before);
});

/** Runs a toy to the end of the step `cutAfter`, and returns where it stood. */
async function cutOff(
  budget: Budget,
  cutAfter: number,
  overrides: Partial<TrainingOptions> = {},
): Promise<TrainingState> {
  const controller = new AbortController();
  let state: TrainingState | null = null;
  const toy = toyRun(budget, {
    signal: controller.signal,
    learningRate: ({ step }) => {
      if (step + 1 === cutAfter) controller.abort(new Error("asked to end"));
      return 0.1;
    },
    keeper: {
      isDue: () => false,
      write: (captured) => {
        state = captured;
        return Promise.resolve();
      },
    },
    ...overrides,
  });
  await assertRejects(() => toy.run(), Error, "asked to end");
  toy.dispose();
  return state!;
}

onEachBackend("a budget in seconds goes on from where its clock stood", async () => {
  const budget = { kind: "seconds", seconds: 30 } as const;
  const state = await cutOff(budget, 12);
  const { seconds } = state.numbers;
  assert(seconds.training >= 11, "every step but the first is on the clock");
  const toy = toyRun(budget, { resume: state });
  const { spend, warmupSeconds } = await toy.run();
  // The clock of the toy makes a tick of a second in each step; what the new process compiles is
  // neither on it nor a step.
  assertEquals(warmupSeconds, seconds.warmup + 1);
  assert(spend.seconds >= 30 && spend.seconds < 35, `${spend.seconds} s on the clock`);
  const made = spend.steps - state.numbers.steps;
  assert(Math.abs(made - (30 - seconds.training)) <= 3, `${made} steps in the rest of the budget`);
  toy.dispose();
}, ["cpu"]);

onEachBackend("a training that is ended in a validation makes it when it goes on", async () => {
  const budget = { kind: "steps", steps: 24 } as const;
  const whole = toyRun(budget);
  await whole.run();
  const controller = new AbortController();
  const state = await cutOff(budget, Infinity, {
    signal: controller.signal,
    validate: () => {
      controller.abort(new Error("asked to end"));
      return Promise.reject(controller.signal.reason);
    },
  });
  assertEquals([state.numbers.steps, state.numbers.points], [6, 0]);
  const toy = toyRun(budget, { resume: state });
  await toy.run();
  const withoutTimes = (points: CurvePoint[]) =>
    points.map((point) => ({ ...point, spend: { ...point.spend, seconds: 0 } }));
  assertEquals(withoutTimes(toy.points), withoutTimes(whole.points));
  whole.dispose();
  toy.dispose();
}, ["cpu", "wasm", "wasm composite"]);

onEachBackend(
  "the state is kept before a validation and after training, never between reads",
  async () => {
    const asked: [boolean, number][] = [];
    let steps = 0;
    const toy = toyRun({ kind: "steps", steps: 24 }, {
      learningRate: ({ step }) => {
        steps = step + 1;
        return 0.1;
      },
      keeper: {
        isDue: (trained) => {
          asked.push([trained, steps]);
          return false;
        },
        write: () => Promise.reject(new Error("not due")),
      },
    });
    await toy.run();
    // Reads after the first step, at each validation and 10 steps after the read before.
    assertEquals(asked, [[false, 1], [false, 6], [false, 12], [false, 18], [true, 24]]);
    toy.dispose();
  },
  ["cpu"],
);

onEachBackend("a state without the losses of a step that diverged diverges at it", async () => {
  const budget = { kind: "steps", steps: 40 } as const;
  const learningRate = ({ step }: { readonly step: number }) => step === 12 ? NaN : 0.1;
  const whole = toyRun(budget, { learningRate });
  const undisturbed = await whole.run();
  const controller = new AbortController();
  const state = await cutOff(budget, Infinity, {
    signal: controller.signal,
    learningRate: ({ step }) => {
      if (step === 15) controller.abort(new Error("asked to end"));
      return learningRate({ step });
    },
  });
  const toy = toyRun(budget, { learningRate, resume: state });
  const { status, detail, spend } = await toy.run();
  assertEquals([status, detail, spend.steps], [
    undisturbed.status,
    undisturbed.detail,
    undisturbed.spend.steps,
  ]);
  assertEquals(status, "diverged");
  whole.dispose();
  toy.dispose();
}, ["cpu", "wasm", "wasm composite"]);

Deno.test("a step that leaves tensors behind is found after a run went on, too", async () => {
  await activate("cpu");
  const before = tf.memory().numTensors;
  const budget = { kind: "steps", steps: 20 } as const;
  const state = await cutOff(budget, 4);
  assertEquals(tf.memory().numTensors, before);
  const leaked: tf.Tensor[] = [];
  const toy = toyRun(budget, {
    resume: state,
    learningRate: ({ step }) => {
      if (step === 8) leaked.push(tf.ones([1]));
      return 0.1;
    },
  });
  await assertRejects(() => toy.run(), Error, "Step 9 left 1 tensors behind");
  toy.dispose();
  tf.dispose(leaked);
  assertEquals(tf.memory().numTensors, before);
});

onEachBackend(
  "the trail has every loss, and digests at validations and evenly spaced",
  async () => {
    const rows: TrailRow[] = [];
    const toy = toyRun({ kind: "steps", steps: 1000 }, {
      points: 3,
      onTrail: (added) => {
        rows.push(...added);
        return Promise.resolve();
      },
    });
    await toy.run();
    const losses = rows.flatMap((row) => row.kind === "losses" ? lossesOf(row.bits) : []);
    assertEquals(losses.length, 1000);
    assertEquals(losses[0], 9, "(0 - 3)^2");
    const digests = rows.flatMap((row) => row.kind === "parameters" ? [row.step] : []);
    for (const validation of [334, 667, 1000]) assert(digests.includes(validation));
    assert(digests.length >= 20 && digests.length <= 24, `${digests.length} digests`);
    toy.dispose();
  },
  ["cpu"],
);
