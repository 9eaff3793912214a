import { assert, assertEquals } from "@std/assert";
import type { Mode } from "../../src/contract/mod.ts";
import {
  batchNormalise,
  convNorm,
  convNormAddRelu,
  convNormRelu,
  convNormReluPool,
  createParameters,
  declareBatchNorm,
  declareBiasedConvolution,
  declareConvolution,
  type Parameters,
} from "../../src/nn/mod.ts";
import { randomFromSeed } from "../../src/random/mod.ts";
import * as tf from "../../src/tensor/tf.ts";
import { activate } from "../support/backends.ts";
import { assertGradient, randomTensor } from "../support/gradients.ts";

/** A layer of convolution and batch normalisation. */
interface Layer {
  readonly kind: "norm" | "relu" | "residual" | "pool";
  readonly mode: Mode;
  readonly bias?: boolean;
  readonly stride?: number;
  readonly size?: number;
  readonly batch?: number;
  readonly image?: readonly [height: number, width: number];
  readonly channels?: number;
  readonly outputs?: number;
  /** Default true. */
  readonly inputGradient?: boolean;
}

const LAYERS: readonly Layer[] = (["train", "evaluate"] as const).flatMap((mode): Layer[] => [
  { mode, kind: "norm" },
  { mode, kind: "relu", bias: true },
  { mode, kind: "residual" },
  { mode, kind: "relu", channels: 1, outputs: 12, size: 5, stride: 2, inputGradient: false },
  { mode, kind: "relu", channels: 12, outputs: 24, size: 5, stride: 2, image: [14, 13] },
  { mode, kind: "residual", channels: 16, outputs: 16, batch: 6, image: [16, 15] },
  { mode, kind: "relu", channels: 24, outputs: 48, image: [9, 8], batch: 20 },
  { mode, kind: "pool", channels: 3, outputs: 64, image: [9, 10] },
  { mode, kind: "pool", channels: 1, bias: true, inputGradient: false },
  { mode, kind: "norm", channels: 8, outputs: 3, size: 1, stride: 2 },
]);

const NAME = "layer";

const BIAS = `gradient of ${NAME}.bias`;

function parametersOf({ bias = false, size = 3, channels = 5, outputs = 7 }: Layer): Parameters {
  const widths = { inputs: channels, outputs };
  const parameters = createParameters([
    ...(bias
      ? declareBiasedConvolution(NAME, size, widths)
      : [declareConvolution(NAME, size, widths)]),
    ...declareBatchNorm(`${NAME}.norm`, outputs),
  ], randomFromSeed(3));
  // Neither 1 and 0 nor all of one sign.
  for (const [part, offset] of [["scale", 0.2], ["shift", 0.1], ["runningMean", 0.3]] as const) {
    const variable = parameters.get<tf.Variable>(`${NAME}.norm.${part}`);
    tf.tidy(() => variable.assign(tf.add(randomTensor([outputs], part), offset)));
  }
  const variance = parameters.get<tf.Variable>(`${NAME}.norm.runningVariance`);
  tf.tidy(() => variance.assign(tf.add(tf.square(randomTensor([outputs], "variance")), 0.3)));
  return parameters;
}

function inputOf({ batch = 3, image = [6, 5], channels = 5 }: Layer): tf.Tensor4D {
  return tf.tidy(() => tf.relu(randomTensor([batch, ...image, channels], "x"))) as tf.Tensor4D;
}

function residualOf(layer: Layer, x: tf.Tensor4D): tf.Tensor4D {
  const { stride = 1, outputs = 7 } = layer;
  const [batch, height, width] = x.shape;
  const strided = (length: number) => Math.floor((length - 1) / stride) + 1;
  return randomTensor([batch, strided(height), strided(width), outputs], "residual") as tf.Tensor4D;
}

function apply(
  layer: Layer,
  parameters: Parameters,
  { x, residual }: { readonly x: tf.Tensor4D; readonly residual: tf.Tensor4D },
): tf.Tensor4D {
  const { kind, mode, bias, stride = 1, inputGradient } = layer;
  const options = { x, mode, bias, stride, inputGradient };
  switch (kind) {
    case "norm":
      return convNorm(parameters, NAME, options);
    case "relu":
      return convNormRelu(parameters, NAME, options);
    case "residual":
      return convNormAddRelu(parameters, NAME, { ...options, residual });
    case "pool": {
      const pool = { size: 3, stride: 2, padding: 1 };
      return convNormReluPool(parameters, NAME, { ...options, pool });
    }
    default:
      return kind satisfies never;
  }
}

const scalar = (y: tf.Tensor) => tf.sum(tf.mul(y, tf.sin(tf.add(y, 0.3)))) as tf.Scalar;

/** Values by name: of the layer, all of its gradients, and the state that it leaves. */
async function compute(layer: Layer): Promise<Map<string, Float32Array>> {
  const parameters = parametersOf(layer);
  const x = inputOf(layer);
  const residual = residualOf(layer, x);
  const found = new Map<string, tf.Tensor>();
  found.set("value", tf.tidy(() => apply(layer, parameters, { x, residual })));
  for (const [name, variable] of parameters.buffers) found.set(name, variable.clone());
  // Gradients with respect to tensors and to variables come from two functions of the library.
  const [input, side] = [tf.variable(x), tf.variable(residual)];
  const trained = new Map<string, tf.Variable>([
    ...parameters.trainable,
    ...(layer.inputGradient === false ? [] : [["x", input] as const]),
    ...(layer.kind === "residual" ? [["residual", side] as const] : []),
  ]);
  const { value, grads } = tf.variableGrads(
    () =>
      scalar(apply(layer, parameters, { x: input as tf.Tensor4D, residual: side as tf.Tensor4D })),
    [...trained.values()],
  );
  for (const [name, variable] of trained) found.set(`gradient of ${name}`, grads[variable.name]!);
  const values = new Map<string, Float32Array>();
  for (const [name, tensor] of found) values.set(name, await tensor.data<"float32">());
  parameters.dispose();
  tf.dispose([x, residual, input, side, value, ...found.values()]);
  return values;
}

for (const layer of LAYERS) {
  Deno.test({
    name: `fused and composite agree: ${JSON.stringify(layer)}`,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      await activate("wasm composite");
      const composite = await compute(layer);
      await activate("wasm");
      assert(tf.getKernel("ConvolutionNorm", "wasm") !== undefined);
      const before = tf.memory().numTensors;
      const fused = await compute(layer);
      assertEquals(tf.memory().numTensors, before, "tensors leaked");
      assertEquals([...fused.keys()], [...composite.keys()]);
      if (layer.bias && layer.mode === "train") {
        // The mean takes the bias away; single operations leave rounding errors of it.
        assertEquals([...fused.get(BIAS)!], Array(7).fill(0));
        composite.delete(BIAS);
      }
      for (const [name, expected] of composite) {
        const most = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
        const error = fused.get(name)!.reduce(
          (worst, value, i) => Math.max(worst, Math.abs(value - expected[i]!)),
          0,
        );
        assert(error <= 1e-5 * most, `${name}: ${error} of ${most}`);
      }
    },
  });
}

for (const mode of ["train", "evaluate"] as const) {
  Deno.test({
    name: `a fused layer has the gradient of a central difference: ${mode}`,
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      await activate("wasm");
      const layer: Layer = {
        kind: "norm",
        mode,
        stride: 2,
        image: [5, 5],
        channels: 3,
        outputs: 4,
      };
      const parameters = parametersOf(layer);
      const x = inputOf(layer);
      const residual = residualOf(layer, x);
      await assertGradient(
        (x) => scalar(apply(layer, parameters, { x: x as tf.Tensor4D, residual })),
        [x],
      );
      parameters.dispose();
      tf.dispose([x, residual]);
    },
  });
}

Deno.test({
  name: "a batch normalisation on its own agrees as well",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    const run = async () => {
      const parameters = parametersOf({ kind: "norm", mode: "train" });
      const x = tf.tidy(() => tf.variable(randomTensor([4, 3, 5, 7], "x")));
      const trained = [...parameters.trainable.values(), x].filter(({ name }) =>
        name !== parameters.get<tf.Variable>(`${NAME}.weight`).name
      );
      const { value, grads } = tf.variableGrads(
        () => scalar(batchNormalise(parameters, `${NAME}.norm`, { x, mode: "train" })),
        trained,
      );
      const tensors = [value, ...trained.map(({ name }) => grads[name]!)];
      const state = [...parameters.buffers.values()];
      const found = await Promise.all([...tensors, ...state].map((each) => each.data()));
      parameters.dispose();
      tf.dispose([x, ...tensors]);
      return found;
    };
    await activate("wasm composite");
    const composite = await run();
    await activate("wasm");
    const before = tf.memory().numTensors;
    const fused = await run();
    assertEquals(tf.memory().numTensors, before, "tensors leaked");
    composite.forEach((expected, k) =>
      expected.forEach((value, i) => {
        const error = Math.abs(fused[k]![i]! - value);
        assert(error <= 1e-5 * Math.max(1, Math.abs(value)), `${k}, ${i}: ${error} of ${value}`);
      })
    );
  },
});

Deno.test({
  name: "the mean of large numbers costs the fused normalisation no digits",
  sanitizeOps: false,
  sanitizeResources: false,
  fn: async () => {
    await activate("wasm");
    const layer: Layer = { kind: "norm", mode: "train", channels: 1, outputs: 1, size: 1 };
    const parameters = createParameters([
      declareConvolution(NAME, 1, { inputs: 1, outputs: 1 }),
      ...declareBatchNorm(`${NAME}.norm`, 1),
    ], randomFromSeed(3));
    const one = tf.ones([1, 1, 1, 1]);
    parameters.get<tf.Variable>(`${NAME}.weight`).assign(one);
    // 4096 and 4098 in turns: mean 4097, variance 1.
    const x = tf.tensor4d(
      Float32Array.from({ length: 600 }, (_, i) => 4096 + 2 * (i % 2)),
      [1, 20, 30, 1],
    );
    const y = apply(layer, parameters, { x, residual: x });
    const values = await y.data();
    for (const [i, value] of values.entries()) {
      assert(Math.abs(value - (i % 2 === 0 ? -1 : 1)) < 1e-4, `${i}: ${value}`);
    }
    parameters.dispose();
    tf.dispose([x, y, one]);
  },
});
