import { assertEquals } from "@std/assert";
import {
  type Backbone,
  backboneFeatures,
  createParameters,
  type Parameters,
  planBackbone,
} from "../../../src/nn/mod.ts";
import { randomFromSeed } from "../../../src/random/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { assertClose, onEachBackend } from "../../support/backends.ts";
import { assertGradient, randomTensor } from "../../support/gradients.ts";
import { conformanceImage, fillByName } from "./conformance_fill.ts";

type Shape = readonly [number, number, number, number];

/**
 * Parameters, running statistics and images filled by name; every `stride`-th element of the map and
 * its norm. Computed in float64 with PyTorch 1.13 from the rules of the specification, section 4.
 */
const REFERENCES: {
  readonly backbone: Backbone;
  readonly mode: "train" | "evaluate";
  readonly digits?: boolean;
  readonly image: Shape;
  readonly map: Shape;
  readonly stride: number;
  readonly elements: readonly number[];
  readonly norm: number;
}[] = [
  {
    backbone: { kind: "resnet", depth: 50, cut: 2 },
    mode: "evaluate",
    image: [2, 8, 8, 3],
    map: [2, 2, 2, 512],
    stride: 513,
    elements: [1.0544065, 2.3568047, 0.0, 0.877278, 3.0221127, 3.9829373, 2.5106045, 0.0],
    norm: 158.169813,
  },
  {
    backbone: { kind: "mnist", width: 6 },
    mode: "evaluate",
    image: [2, 7, 9, 1],
    map: [2, 1, 2, 6],
    stride: 4,
    elements: [1.1425586, 2.8631896, 0.2496991, 1.2651993, 3.2631665, 0.5684886],
    norm: 7.122552,
  },
  {
    backbone: { kind: "mnist", width: 6 },
    mode: "train",
    digits: true,
    image: [2, 7, 9, 1],
    map: [2, 1, 2, 6],
    stride: 4,
    elements: [0.7548088, 0.4977638, 0.2029799, 0.7366939, 0.6898927, 0.0],
    norm: 5.559718,
  },
  {
    backbone: { kind: "shallow-wide", width: 32 },
    mode: "evaluate",
    image: [2, 5, 6, 3],
    map: [2, 3, 3, 32],
    stride: 73,
    elements: [
      0.1852454,
      -0.2729905,
      0.1239358,
      -0.2310946,
      0.3538767,
      0.1904151,
      0.0381028,
      -0.4792544,
    ],
    norm: 7.468992,
  },
];

for (const { backbone, mode, image, map, stride, elements, norm, digits } of REFERENCES) {
  onEachBackend(`the ${backbone.kind} backbone equals PyTorch in ${mode} mode`, async () => {
    const parameters = build(backbone, image);
    fillByName([...parameters.trainable, ...parameters.buffers], { digits });
    const input = conformanceImage(image);
    const features = backboneFeatures(backbone, parameters, { input, mode });
    assertEquals(features.shape, [...map]);
    const values = await features.data();
    const sampled = tf.tensor1d(values.filter((_, i) => i % stride === 0));
    await assertClose(sampled, elements, 2e-5);
    const length = tf.tidy(() => tf.norm(features));
    await assertClose(length, [norm], 1e-5);
    parameters.dispose();
    tf.dispose([input, features, sampled, length]);
  });
}

const KINDS: readonly Backbone[] = [
  { kind: "none" },
  {
    kind: "small-conv",
    layers: [{ channels: 3, size: 3, stride: 2 }, { channels: 4, size: 5, stride: 1 }],
  },
  { kind: "resnet", depth: 18, cut: 3 },
  { kind: "resnet", depth: 34, cut: 1 },
  { kind: "resnet", depth: 50, cut: 2 },
  { kind: "shallow-wide", width: 64 },
  { kind: "mnist", width: 5 },
];

for (const backbone of KINDS) {
  onEachBackend(`the ${backbone.kind} backbone gives the map that is planned`, async () => {
    for (const shape of [[2, 9, 6, 2], [1, 5, 5, 1]] as const) {
      const parameters = build(backbone, shape);
      const input = randomTensor([...shape], "input") as tf.Tensor4D;
      const features = tf.tidy(() =>
        backboneFeatures(backbone, parameters, { input, mode: "evaluate" }).clone()
      );
      const [batch, height, width, channels] = shape;
      const { output } = planBackbone(backbone, { height, width, channels });
      assertEquals(features.shape, [batch, output.height, output.width, output.channels]);
      await features.data();
      parameters.dispose();
      tf.dispose([input, features]);
    }
  }, ["cpu", "wasm", "wasm composite"]);
}

for (const kind of ["shallow-wide", "mnist"] as const) {
  onEachBackend(`the ${kind} backbone has the gradient of a central difference`, async () => {
    const backbone = { kind, width: 32 };
    const parameters = build(backbone, [2, 6, 5, 2]);
    const input = randomTensor([2, 6, 5, 2], "input") as tf.Tensor4D;
    // Biases move what ReLU and maximum choose the least; weights take the same path.
    const names = kind === "mnist"
      ? ["backbone.first.norm.shift", "backbone.second.bias"]
      : ["backbone.wide.weight", "backbone.wide.bias", "backbone.grouped.weight"];
    for (const name of names) {
      await assertGradient(
        (value) => {
          const replaced: Parameters = {
            ...parameters,
            get: <T extends tf.Tensor>(wanted: string) =>
              (wanted === name ? value : parameters.get<T>(wanted)) as T,
          };
          const y = backboneFeatures(backbone, replaced, { input, mode: "evaluate" });
          return tf.sum(tf.mul(y, tf.sin(tf.add(y, 0.3))));
        },
        [parameters.get(name)],
        5e-3,
      );
    }
    parameters.dispose();
    input.dispose();
  });
}

function build(backbone: Backbone, [, height, width, channels]: Shape): Parameters {
  const { declarations } = planBackbone(backbone, { height, width, channels });
  return createParameters(declarations, randomFromSeed(1));
}
