import { type Backend, openBackend } from "../backend/mod.ts";
import { find, MODELS, PROBLEMS } from "../catalog.ts";
import type { Batch, Model, Problem } from "../contract/mod.ts";
import { endProfile, startProfile } from "../kernels/mod.ts";
import { randomFromSeed } from "../random/mod.ts";
import type { KernelSet } from "../spec/mod.ts";
import * as tf from "../tensor/tf.ts";
import { beginCourse } from "../training/course.ts";
import { makeStep } from "../training/make_step.ts";
import { createAdamw } from "../training/mod.ts";
import type { OpenEngine, PreparedStep } from "./serve_steps.ts";
import { ADAMW, drawBatch, SEED, type StepWork } from "./step_work.ts";

/** What the wasm backend of tfjs keeps its tensors in. */
interface WasmMemory {
  readonly wasm: { readonly asm: { readonly memory: WebAssembly.Memory } };
}

/**
 * Makes predictions that are far from uniform, as those of a trained model are. Which tick is the
 * most certain then does not hang on rounding, and engines that do the same have the same losses.
 */
const OUTPUT_SCALE = 30;

/** Builds the model of some work on the active backend, with the problem that it learns. */
export async function buildModel(
  { model: name, options, shape }: StepWork,
): Promise<{ readonly model: Model; readonly problem: Problem }> {
  const random = randomFromSeed(SEED);
  const entry = find("model", MODELS, name);
  const problemEntry = find("problem", PROBLEMS, "classification");
  const model = (await entry.load())(options, { shape, random: random.split(name) });
  const output = model.parameters.get("output.weight")!;
  output.assign(tf.tidy(() => tf.mul(output, OUTPUT_SCALE)));
  const problem = (await problemEntry.load())
    .create(problemEntry.options.parse({}), { name, ticks: model.ticks });
  return { model, problem };
}

/** This project on the wasm backend with one set of kernels. */
export function projectEngine(work: StepWork, kernels: KernelSet): OpenEngine {
  return async () => {
    const backend = await openBackend("wasm", kernels);
    return () => prepareStep(work, { backend, sections: kernels !== "composite" });
  };
}

/** A step as a run makes it: the same loop, loss and optimiser. */
async function prepareStep(
  work: StepWork,
  { backend, sections }: { readonly backend: Backend; readonly sections: boolean },
): Promise<PreparedStep> {
  const { model, problem } = await buildModel(work);
  const { learningRate, ...adamw } = ADAMW;
  const trainee = {
    model,
    problem,
    optimiser: createAdamw([...model.parameters.values()], {
      ...adamw,
      clipNorm: null,
      clipQuantile: null,
      clipHistory: 1,
    }),
    batches: sameBatch(work),
  };
  const course = beginCourse(() => performance.now() / 1000);
  return {
    kernels: backend.kernels,
    async step() {
      await makeStep(trainee, course, learningRate);
      const [loss] = await course.losses.read();
      backend.check();
      return loss!;
    },
    backendBytes: () => (tf.backend() as unknown as WasmMemory).wasm.asm.memory.buffer.byteLength,
    ...!sections ? {} : {
      async profile(steps) {
        startProfile();
        await steps();
        return endProfile();
      },
    },
  };
}

/** The drawn batch at every step. */
function sameBatch(work: StepWork) {
  const { batchSize, shape: { height, width, channels } } = work;
  const { input, targets } = drawBatch(work);
  const inputs = tf.tensor4d(input, [batchSize, height, width, channels]);
  const answers = tf.tensor2d(targets, [batchSize, 1], "int32");
  const nowhere = () => {
    throw new Error("A batch that is always the same has no position");
  };
  return {
    batchSize,
    next: (): Batch => ({ input: tf.clone(inputs), targets: tf.clone(answers) }),
    position: nowhere,
    moveTo: nowhere,
  };
}
