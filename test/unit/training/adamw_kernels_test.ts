import { assert, assertEquals } from "@std/assert";
import { randomFromSeed } from "../../../src/random/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import {
  adamwOptionsSchema,
  createAdamw,
  type Optimiser,
  type OptimiserMemory,
} from "../../../src/training/mod.ts";
import { activate, type TestBackend } from "../../support/backends.ts";

const SHAPES = [[3, 7], [1], [5, 2, 3], [33]];
const STEPS = 40;
const LEARNING_RATE = 0.01;

/** Where a training stands. */
interface Position {
  readonly parameters: readonly Float32Array[];
  readonly memory: OptimiserMemory;
}

interface Training {
  readonly backend: TestBackend;
  readonly options: Record<string, unknown>;
  /** Default: it begins. */
  readonly from?: Position;
  readonly steps: { readonly first: number; readonly end: number };
}

/** Gradients of a step; the third parameter has none at every fourth step. */
function gradientsAt(step: number, variables: readonly tf.Variable[]): tf.NamedTensorMap {
  const random = randomFromSeed(1).split(`step ${step}`);
  const entries = variables.map(({ name, shape, size }): [string, tf.Tensor] => {
    const scale = step % 5 === 0 ? 10 : 1;
    return [
      name,
      tf.tensor(Float32Array.from({ length: size }, () => scale * random.normal()), shape),
    ];
  });
  const lacking = entries.filter((_, i) => i === 2 && step % 4 === 3);
  tf.dispose(lacking.map(([, tensor]) => tensor));
  return Object.fromEntries(entries.filter((entry) => !lacking.includes(entry)));
}

async function train({ backend, options, from, steps }: Training) {
  await activate(backend);
  const before = tf.memory().numTensors;
  const random = randomFromSeed(1).split("parameters");
  const variables = SHAPES.map((shape, i) => {
    const size = shape.reduce((a, b) => a * b, 1);
    const values = from?.parameters[i] ??
      Float32Array.from({ length: size }, () => random.normal());
    return tf.tidy(() => tf.variable(tf.tensor(values, shape)));
  });
  const optimiser = createAdamw(variables, adamwOptionsSchema.parse(options));
  if (from !== undefined) optimiser.recall(from.memory);
  const norms: number[] = [];
  for (let step = steps.first; step < steps.end; step++) {
    const gradients = gradientsAt(step, variables);
    const norm = await optimiser.step(gradients, LEARNING_RATE);
    norms.push((await norm.data())[0]!);
    tf.dispose([norm, gradients]);
  }
  const position = await positionOf(variables, optimiser);
  optimiser.dispose();
  tf.dispose(variables);
  assertEquals(tf.memory().numTensors, before, "tensors leaked");
  return { ...position, norms };
}

async function positionOf(
  variables: readonly tf.Variable[],
  optimiser: Optimiser,
): Promise<Position> {
  return {
    parameters: await Promise.all(variables.map((x) => x.data() as Promise<Float32Array>)),
    memory: await optimiser.memory(),
  };
}

function assertNear(actual: ArrayLike<number>, expected: ArrayLike<number>): void {
  const size = Math.max(...Array.from(expected, Math.abs));
  for (let i = 0; i < expected.length; i++) {
    const error = Math.abs(actual[i]! - expected[i]!) / size;
    assert(error <= 1e-6, `element ${i}: ${actual[i]} is not ${expected[i]}`);
  }
}

const OPTIONS: readonly { readonly name: string; readonly options: Record<string, unknown> }[] = [
  { name: "without clipping", options: { weightDecay: 0.01 } },
  { name: "clipped by the norm", options: { weightDecay: 0.01, clipNorm: 5 } },
  { name: "clipped by quantiles", options: { clipQuantile: 0.8, clipHistory: 10 } },
];

const ALL = { first: 0, end: STEPS };

for (const { name, options } of OPTIONS) {
  Deno.test({
    name: `AdamW on kernels stays with single operations over 40 steps, ${name}`,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      const composite = await train({ backend: "wasm composite", options, steps: ALL });
      const fused = await train({ backend: "wasm", options, steps: ALL });
      const pairs = [
        ...composite.parameters.map((values, i) => [values, fused.parameters[i]!]),
        ...composite.memory.groups.flatMap(({ first, second }, i) => [
          [first, fused.memory.groups[i]!.first],
          [second, fused.memory.groups[i]!.second],
        ]),
        [composite.norms, fused.norms],
      ] as const;
      for (const [expected, actual] of pairs) assertNear(actual!, expected!);
    },
  });

  for (const [first, second] of [["wasm", "wasm"], ["wasm composite", "wasm"]] as const) {
    Deno.test({
      name: `a training on ${second} goes on from one on ${first}, ${name}`,
      sanitizeOps: false,
      sanitizeResources: false,
      fn: async () => {
        const half = { first: 0, end: STEPS / 2 };
        const rest = { first: STEPS / 2, end: STEPS };
        const whole = await train({ backend: second, options, steps: ALL });
        const from = await train({ backend: first, options, steps: half });
        const resumed = await train({ backend: second, options, from, steps: rest });
        if (first === second) {
          assertEquals(resumed.parameters, whole.parameters);
          assertEquals(resumed.memory, whole.memory);
        } else {
          whole.parameters.forEach((values, i) => assertNear(resumed.parameters[i]!, values));
        }
      },
    });
  }
}

Deno.test({
  name: "parameters of AdamW on kernels are new tensors, which a convolution takes as such",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await activate("wasm");
    const filter = tf.tidy(() => tf.variable(tf.ones([1, 1, 1, 1])));
    const optimiser = createAdamw([filter], adamwOptionsSchema.parse({}));
    const x = tf.ones([1, 2, 2, 1]) as tf.Tensor4D;
    // The library's convolution packs a filter once and looks it up by its tensor.
    const convolve = () =>
      tf.tidy(() => tf.conv2d(x, filter as unknown as tf.Tensor4D, 1, "valid"));
    tf.dispose(convolve());
    const gradients = { [filter.name]: tf.ones([1, 1, 1, 1]) };
    tf.dispose(await optimiser.step(gradients, 0.5));
    const y = convolve();
    const [value] = await y.data();
    assert(Math.abs(value! - 0.5) < 1e-6, `${value}`);
    optimiser.dispose();
    tf.dispose([y, x, filter, gradients]);
  },
});
