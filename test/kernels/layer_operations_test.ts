import { assert, assertEquals } from "@std/assert";
import { certaintyOf } from "../../src/nn/certainty.ts";
import { crossEntropy, crossEntropyByTick } from "../../src/problems/cross_entropy.ts";
import { twoTickLoss } from "../../src/problems/two_tick_loss.ts";
import {
  addBias,
  affine,
  channelAffine,
  glu,
  layerNorm,
  matMul,
  silu,
  sumRows,
} from "../../src/tensor/mod.ts";
import * as tf from "../../src/tensor/tf.ts";
import { activate } from "../support/backends.ts";
import { randomTensor } from "../support/gradients.ts";

/** One of our operations, with the shapes that it is differentiated by. */
interface Operation {
  readonly name: string;
  readonly shapes: readonly number[][];
  readonly compute: (...inputs: tf.Tensor[]) => tf.Tensor;
  /** Our kernels that forward and backward pass consist of; without a gradient there is no latter. */
  readonly kernels: { readonly forward: string; readonly backward?: string };
}

const targets = (batch: number, positions: number, classes: number) =>
  tf.tensor2d(
    Int32Array.from({ length: batch * positions }, (_, i) => (5 * i + 1) % classes),
    [batch, positions],
    "int32",
  );

const asVector = (x: tf.Tensor) => x as tf.Tensor1D;
const asMatrix = (x: tf.Tensor) => x as tf.Tensor2D;
const asLogits = (x: tf.Tensor) => x as tf.Tensor4D;

const OPERATIONS: readonly Operation[] = [
  ...[[7, 5], [2, 3, 5], [300, 5]].map((x): Operation => ({
    name: `affine() of [${x}]`,
    shapes: [x, [5, 9], [9]],
    compute: (x, weight, bias) => affine(x, asMatrix(weight), asVector(bias)),
    kernels: { forward: "Affine", backward: "AffineGradient" },
  })),
  {
    name: "matMul()",
    shapes: [[6, 11], [11, 3]],
    compute: (a, b) => matMul(asMatrix(a), asMatrix(b)),
    kernels: { forward: "BatchMatMul", backward: "MatMulGradient" },
  },
  ...[[5, 3], [1000, 17]].map((x): Operation => ({
    name: `sumRows() of [${x}]`,
    shapes: [x],
    compute: (x) => sumRows(asMatrix(x)),
    kernels: { forward: "SumRows" },
  })),
  ...[[7, 5], [2, 3, 4, 5], [4000, 5]].map((x): Operation => ({
    name: `addBias() of [${x}]`,
    shapes: [x, [5]],
    compute: (x, bias) => addBias(x, asVector(bias)),
    kernels: { forward: "AddBias", backward: "SumRows" },
  })),
  ...[[7, 1], [2, 3, 13], [90, 8]].map((x): Operation => ({
    name: `layerNorm() of [${x}]`,
    shapes: [x, [x.at(-1)!], [x.at(-1)!]],
    compute: (x, scale, shift) => layerNorm(x, asVector(scale), asVector(shift)),
    kernels: { forward: "LayerNorm", backward: "LayerNormGradient" },
  })),
  ...[-1, 0, 1].map((axis): Operation => ({
    name: `glu() of axis ${axis}`,
    shapes: [[4, 6, 10]],
    compute: (x) => glu(x, axis),
    kernels: { forward: "Glu", backward: "GluGradient" },
  })),
  {
    name: "silu()",
    shapes: [[3, 7]],
    compute: silu,
    kernels: { forward: "Silu", backward: "SiluGradient" },
  },
  {
    name: "crossEntropy()",
    shapes: [[3, 4, 2, 5]],
    compute: (x) => crossEntropy(asLogits(x), targets(3, 2, 5)),
    kernels: { forward: "CrossEntropy", backward: "CrossEntropyGradient" },
  },
  ...[1, 3].map((positions): Operation => ({
    name: `crossEntropyByTick() of ${positions} positions`,
    shapes: [[3, 4, positions, 10]],
    compute: (x) => crossEntropyByTick(asLogits(x), targets(3, positions, 10)),
    kernels: { forward: "CrossEntropy", backward: "CrossEntropyGradient" },
  })),
  {
    name: "twoTickLoss()",
    shapes: [[5, 3]],
    compute: (x) => twoTickLoss(asMatrix(x), tf.tensor1d([0, 1, 2, 1, 0], "int32")),
    kernels: { forward: "TwoTickLoss", backward: "Multiply" },
  },
];

/** Values and gradients of everything, and the kernels that ran. */
interface Result {
  readonly values: readonly number[];
  readonly gradients: readonly (readonly number[])[];
  readonly ran: ReadonlySet<string>;
}

async function run({ shapes, compute }: Operation): Promise<Result> {
  const before = tf.memory().numTensors;
  const inputs = shapes.map((shape, i) => randomTensor(shape, `input ${i}`));
  let made: { value: tf.Tensor; grads: tf.Tensor[] } | undefined;
  const { kernelNames } = await tf.profile(() => {
    made = tf.tidy(() => {
      const shape = tf.tidy(() => compute(...inputs)).shape;
      const dy = randomTensor(shape, "dy");
      return tf.valueAndGrads(compute)(inputs, dy);
    });
    return made.grads;
  });
  const { value, grads } = made!;
  const result = {
    values: [...await value.data()],
    gradients: await Promise.all(grads.map(async (gradient) => [...await gradient.data()])),
    ran: new Set(kernelNames),
  };
  tf.dispose([value, grads, inputs]);
  assertEquals(tf.memory().numTensors, before, "tensors leaked");
  return result;
}

function assertEqual(actual: readonly number[], expected: readonly number[], what: string): void {
  assertEquals(actual.length, expected.length, what);
  const size = Math.max(...expected.map(Math.abs), 1e-3);
  actual.forEach((value, i) => {
    const error = Math.abs(value - expected[i]!) / size;
    assert(error <= 3e-6, `${what} ${i}: ${value} is not ${expected[i]}`);
  });
}

Deno.test({
  name: "every fused operation equals its composite, with all gradients",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async (t) => {
    const results = async () => {
      const found: Result[] = [];
      for (const operation of OPERATIONS) found.push(await run(operation));
      return found;
    };
    await activate("wasm composite");
    const composites = await results();
    await activate("wasm");
    const fused = await results();
    for (const [i, { name, kernels }] of OPERATIONS.entries()) {
      await t.step(name, () => {
        assertEqual(fused[i]!.values, composites[i]!.values, "value");
        composites[i]!.gradients.forEach((gradient, k) =>
          assertEqual(fused[i]!.gradients[k]!, gradient, `gradient ${k}`)
        );
        for (const kernel of [kernels.forward, kernels.backward ?? kernels.forward]) {
          assert(fused[i]!.ran.has(kernel), `${kernel} did not run`);
        }
      });
    }
  },
});

for (const backend of ["wasm", "wasm composite"] as const) {
  Deno.test({
    name: `what has no gradient of its own is the same on kernels [${backend}]`,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      await activate(backend);
      const made = tf.tidy(() => {
        // exp(0), exp(1), exp(2) over their sum; by hand: entropy 0.8323955, over log 3.
        const logits = tf.tensor4d([0, 1, 2, 5, 5, 5], [1, 2, 1, 3]);
        const x = tf.tensor2d([[1, 2], [3, 4]]);
        return {
          certainty: certaintyOf(logits),
          scaled: channelAffine(x, tf.tensor1d([2, -1]), null),
          shifted: channelAffine(x, tf.tensor1d([2, -1]), tf.tensor1d([10, 20])),
        };
      });
      const [certain, equal] = await made.certainty.data();
      assert(Math.abs(certain! - (1 - 0.8323955 / Math.log(3))) < 1e-6, `${certain}`);
      assert(Math.abs(equal!) < 1e-6, `${equal}`);
      assertEquals([...await made.scaled.data()], [2, -2, 6, -4]);
      assertEquals([...await made.shifted.data()], [12, 18, 16, 16]);
      tf.dispose(made);
    },
  });
}
