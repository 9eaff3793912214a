import { assert, assertEquals } from "@std/assert";
import { buildLstm } from "../../baselines/lstm/mod.ts";
import { openBackend } from "../../src/backend/mod.ts";
import type { Model, ModelInput } from "../../src/contract/mod.ts";
import { buildCtm } from "../../src/ctm/mod.ts";
import { randomFromSeed } from "../../src/random/mod.ts";
import type { KernelSet } from "../../src/spec/mod.ts";
import * as tf from "../../src/tensor/tf.ts";
import { randomTensor } from "../support/gradients.ts";
import { CORE_CASES, type CoreCase, shapeOf } from "./core_cases.ts";

/** Largest error of a gradient, relative to its norm, and to that of all gradients together. */
const RELATIVE = 1e-5;
const RELATIVE_TO_ALL = 1e-6;

/** What one set of kernels makes of a case. */
interface Outcome {
  readonly values: ReadonlyMap<string, Float32Array>;
  readonly gradients: ReadonlyMap<string, Float32Array>;
}

function build({ model, options }: CoreCase, shape: ReturnType<typeof shapeOf>): Model {
  const context = { shape, random: randomFromSeed(11) };
  const built = model === "ctm" ? buildCtm(options, context) : buildLstm(options, context);
  // Away from the zeros and ones that many parameters start with.
  for (const [name, variable] of built.parameters) {
    tf.tidy(() =>
      variable.assign(tf.add(variable, tf.mul(randomTensor(variable.shape, name), 0.1)))
    );
  }
  return built;
}

function inputOf({ batch, presentation }: CoreCase, shape: ReturnType<typeof shapeOf>): ModelInput {
  const { height, width, channels } = shape;
  if (presentation.kind !== "questions") {
    return randomTensor([batch, height, width, channels], "input") as tf.Tensor4D;
  }
  const digits = presentation.meanDigits;
  return {
    digits: randomTensor([batch, digits, height, width, channels], "digits") as tf.Tensor5D,
    question: tf.tensor2d(
      Array.from({ length: batch }, (_, i) => [i % digits, -1 - i % 2, (i + 1) % digits]),
      [batch, 3],
      "int32",
    ),
  };
}

async function compute(
  kernels: KernelSet,
  coreCase: CoreCase,
  mode: "train" | "evaluate",
  between: () => void = () => {},
): Promise<Outcome> {
  await openBackend("wasm", kernels);
  const shape = shapeOf(coreCase);
  const model = build(coreCase, shape);
  const input = inputOf(coreCase, shape);
  const values = new Map<string, Float32Array>();
  const observe = (name: string, tick: number, value: tf.Tensor) => {
    const key = `${name} ${tick}`;
    values.set(key, Float32Array.from([...values.get(key) ?? [], ...value.dataSync()]));
  };
  tf.dispose(model.forward(input, { mode, step: 3, observe }));
  const plain = model.forward(input, { mode, step: 3 });
  values.set("without gradients", plain.logits.dataSync().slice() as Float32Array);
  const { value, grads } = tf.variableGrads(() => {
    const { logits } = model.forward(input, { mode, step: 3 });
    values.set("logits", logits.dataSync().slice() as Float32Array);
    between();
    return tf.sum(tf.mul(logits, randomTensor(logits.shape, "weights"))) as tf.Scalar;
  }, [...model.parameters.values()]);
  const gradients = new Map<string, Float32Array>();
  for (const [name, { name: variable }] of model.parameters) {
    if (grads[variable]) gradients.set(name, grads[variable].dataSync().slice() as Float32Array);
  }
  tf.dispose([value, grads, plain, input as tf.TensorContainer]);
  model.dispose();
  return { values, gradients };
}

function norm(x: Float32Array): number {
  return Math.hypot(...x);
}

function distance(x: Float32Array, y: Float32Array): number {
  assertEquals(x.length, y.length);
  return norm(x.map((value, i) => value - y[i]!));
}

/** Fails unless two outcomes agree; returns the worst error over its bound. */
function assertAgree(actual: Outcome, expected: Outcome): number {
  let worst = 0;
  const hold = (what: string, error: number, bound: number) => {
    worst = Math.max(worst, error / bound);
    assert(error <= bound, `${what}: error ${error}, at most ${bound}`);
  };
  assertEquals([...actual.values.keys()].sort(), [...expected.values.keys()].sort());
  for (const [name, values] of expected.values) {
    assertEquals(actual.values.get(name)!.length, values.length, name);
    hold(name, distance(actual.values.get(name)!, values), RELATIVE * norm(values));
  }
  assertEquals([...actual.gradients.keys()].sort(), [...expected.gradients.keys()].sort());
  const all = Math.hypot(...[...expected.gradients.values()].map(norm));
  for (const [name, values] of expected.gradients) {
    const bound = RELATIVE * norm(values) + RELATIVE_TO_ALL * all;
    hold(`gradient of ${name}`, distance(actual.gradients.get(name)!, values), bound);
  }
  return worst;
}

for (const coreCase of CORE_CASES) {
  for (const mode of ["train", "evaluate"] as const) {
    Deno.test(`fused core and single operations agree: ${coreCase.name} [${mode}]`, async () => {
      const composite = await compute("composite", coreCase, mode);
      const tensors = tf.memory().numTensors;
      for (const kernels of ["fused", "reproducible"] as const) {
        const fused = await compute(kernels, coreCase, mode);
        assertAgree(fused, composite);
        assertEquals(tf.memory().numTensors, tensors, "tensors leaked");
      }
    });
  }
}

Deno.test("memory may grow between the forward and the backward pass", async () => {
  const coreCase = CORE_CASES[3]!;
  const composite = await compute("composite", coreCase, "train");
  const grown = await compute("fused", coreCase, "train", () => {
    const { memory } = (tf.backend() as unknown as {
      wasm: { asm: { memory: WebAssembly.Memory } };
    }).wasm.asm;
    const before = memory.buffer.byteLength;
    tf.zeros([before / 4 + 1024]).dispose();
    assert(memory.buffer.byteLength > before);
  });
  assertAgree(grown, composite);
});

Deno.test("the passes of two models may be under way at once", async () => {
  await openBackend("wasm", "fused");
  const [first, second] = [CORE_CASES[0]!, CORE_CASES[3]!];
  const [one, other] = [first, second].map((coreCase) => ({
    model: build(coreCase, shapeOf(coreCase)),
    input: inputOf(coreCase, shapeOf(coreCase)),
  })) as [{ model: Model; input: tf.Tensor4D }, { model: Model; input: tf.Tensor4D }];
  const loss = ({ model, input }: typeof one) =>
    tf.sum(tf.square(model.forward(input, { mode: "evaluate" }).logits)) as tf.Scalar;
  const variables = ({ model }: typeof one) => [...model.parameters.values()];
  const alone = [one, other].map((x) => tf.variableGrads(() => loss(x), variables(x)).grads);
  const together = tf.variableGrads(() => tf.add(loss(one), loss(other)), [
    ...variables(one),
    ...variables(other),
  ]).grads;
  for (const [name, gradient] of Object.entries({ ...alone[0], ...alone[1] })) {
    assertEquals(together[name]!.dataSync(), gradient.dataSync(), name);
  }
  tf.dispose([alone, together, one.input, other.input]);
  one.model.dispose();
  other.model.dispose();
});
