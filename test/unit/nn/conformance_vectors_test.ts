import { assertEquals } from "@std/assert";
import { buildCnn } from "../../../baselines/cnn/mod.ts";
import { buildLstm } from "../../../baselines/lstm/mod.ts";
import type { Model, ProblemShape } from "../../../src/contract/mod.ts";
import { buildCtm, type CtmPairs } from "../../../src/ctm/mod.ts";
import { randomFromSeed } from "../../../src/random/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { assertClose, onEachBackend } from "../../support/backends.ts";
import { conformanceImage, fillByName, namedValues } from "./conformance_fill.ts";

const SHAPE: ProblemShape = {
  height: 8,
  width: 8,
  channels: 3,
  positions: 1,
  classes: 5,
  presentation: { kind: "attended" },
};
const context = () => ({ shape: SHAPE, random: randomFromSeed(1) });

/** Index `multiplier * j + offset` modulo the neurons, for every pair j. */
const indices = (pairs: number, neurons: number, [multiplier, offset]: readonly [number, number]) =>
  Int32Array.from({ length: pairs }, (_, j) => (multiplier * j + offset) % neurons);

const randomPairs = (neurons: number, output: number, action: number): CtmPairs => ({
  output: { left: indices(output, neurons, [7, 3]), right: indices(output, neurons, [11, 5]) },
  action: { left: indices(action, neurons, [5, 1]), right: indices(action, neurons, [13, 2]) },
});

/** The vector C2 of the specification, appendix A: values of the authors' code. */
const buildC2 = () =>
  buildCtm({
    ticks: 3,
    neurons: 20,
    inputWidth: 8,
    heads: 4,
    memoryLength: 3,
    nlmWidth: 2,
    synapseDepth: 4,
    outputPairs: 6,
    actionPairs: 5,
    backbone: { kind: "resnet", depth: 18, cut: 1 },
  }, { ...context(), pairs: randomPairs(20, 6, 5) });

/** The vector C3. */
const buildC3 = () =>
  buildCtm({
    ticks: 3,
    neurons: 16,
    inputWidth: 8,
    heads: 2,
    memoryLength: 3,
    deepNlm: false,
    nlmNorm: true,
    synapseDepth: 2,
    neuronSelection: "first-last",
    outputPairs: 3,
    actionPairs: 3,
    backbone: { kind: "resnet", depth: 18, cut: 2 },
    positionalEmbedding: "learnable-fourier",
  }, context());

const buildC4 = () =>
  buildLstm({
    ticks: 3,
    width: 10,
    layers: 2,
    inputWidth: 8,
    heads: 2,
    backbone: { kind: "resnet", depth: 18, cut: 1 },
  }, context());

const buildC5 = () =>
  buildCnn({
    backbone: { kind: "resnet", depth: 18, cut: 1 },
    head: "feed-forward",
    width: 10,
  }, context());

/** Predictions of the first example, class after class, each over the ticks. */
const VECTORS: {
  readonly name: string;
  readonly build: () => Model;
  readonly mode: "train" | "evaluate";
  readonly output?: string;
  readonly predictions: readonly (readonly number[])[];
  readonly certainty?: readonly number[];
}[] = [
  {
    name: "C2",
    build: buildC2,
    mode: "evaluate",
    predictions: [
      [0.0542898, 0.0532615, 0.0653803],
      [-0.1180344, -0.0991659, -0.0558960],
      [-0.3673027, -0.3681703, -0.3443494],
      [-0.0484980, -0.0784152, -0.0702256],
      [0.4148751, 0.3170385, 0.2889931],
    ],
    certainty: [0.0213109, 0.0155930, 0.0129657],
  },
  {
    name: "C2 in training",
    build: buildC2,
    mode: "train",
    predictions: [
      [0.0503736, 0.0693210, 0.0887703],
      [-0.1373210, -0.1196706, -0.0595835],
      [-0.3611113, -0.3783721, -0.3493164],
      [-0.0683382, -0.0564824, -0.0534014],
      [0.4086927, 0.3250057, 0.2831093],
    ],
  },
  {
    name: "C3",
    build: buildC3,
    mode: "evaluate",
    predictions: [
      [0.0168873, 0.5562615, 0.8402383],
      [-0.6242155, -0.5446572, -0.4697940],
      [0.5344937, 1.0505388, 1.3218020],
      [-0.4311797, -0.4136430, -0.3874470],
      [0.2446393, -0.4633353, -0.7922705],
    ],
    certainty: [0.0524289, 0.1363443, 0.1973731],
  },
  {
    name: "C4",
    build: buildC4,
    mode: "evaluate",
    predictions: [
      [-0.0435712, 0.0532462, 0.0836746],
      [0.1246528, -0.0930090, -0.1186009],
      [-0.1467165, -0.0258707, -0.0195531],
      [-0.2192830, 0.0591991, 0.1482433],
      [-0.0210408, 0.2293151, 0.2633122],
    ],
  },
  {
    name: "C5",
    build: buildC5,
    mode: "evaluate",
    output: "output_projector.6",
    predictions: [[-2.7574465], [0.7533274], [-1.2647219], [1.2729151], [-0.2249402]],
  },
];

for (const { name, build, mode, output, predictions, certainty } of VECTORS) {
  onEachBackend(`the conformance vector ${name} is reproduced`, async () => {
    const model = build();
    fillByName([...model.parameters, ...model.buffers], { output });
    const input = conformanceImage([2, 8, 8, 3]);
    const prediction = model.forward(input, { mode });
    const ticks = predictions[0]!.length;
    const first = tf.tidy(() =>
      tf.transpose(tf.reshape(tf.slice(prediction.logits, 0, 1), [ticks, 5]), [1, 0])
    );
    await assertClose(first, predictions.flat(), 1e-5);
    const certain = tf.slice(prediction.certainty, 0, 1);
    if (certainty) await assertClose(certain, certainty, 1e-5);
    if (mode === "train") {
      const statistics = ["runningMean", "runningVariance"]
        .map((kind) => tf.slice(model.buffers.get(`backbone.stem.norm.${kind}`)!, 0, 3));
      await assertClose(statistics[0]!, [0.0166298, -0.0863664, 0.0608606], 1e-5);
      await assertClose(statistics[1]!, [1.0612369, 0.8616778, 1.0609146], 1e-5);
      tf.dispose(statistics);
    }
    model.dispose();
    tf.dispose([input, prediction, first, certain]);
  });
}

Deno.test("values by name are those of the specification", () => {
  const first = namedValues("input", 4).map((value) => value.toFixed(7));
  assertEquals(first, ["0.0897984", "0.1076869", "-0.0602877", "0.1223403"]);
});
