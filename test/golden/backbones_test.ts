import { assert } from "@std/assert";
import {
  type Backbone,
  backboneFeatures,
  createParameters,
  fromStateDict,
  type Parameters,
  planBackbone,
  planPositionalEmbedding,
  type PositionalEmbedding,
  positionalEmbedding,
  stateDictEntry,
  toStateDict,
} from "../../src/nn/mod.ts";
import { randomFromSeed } from "../../src/random/mod.ts";
import * as tf from "../../src/tensor/tf.ts";
import { errorOverTolerance } from "../../src/verify/error_over_tolerance.ts";
import { type FixtureCase, stored } from "../../src/verify/fixture_case.ts";
import { onEachBackend } from "../support/backends.ts";
import { readGoldenCase } from "../support/golden_case.ts";

/** Backbone and positional embedding of the authors' models, without what follows them. */
const CASES: {
  readonly name: string;
  readonly backbone: Backbone;
  readonly embedding: PositionalEmbedding;
}[] = [
  {
    name: "ctm_resnet18-1_fourier_train",
    backbone: { kind: "resnet", depth: 18, cut: 1 },
    embedding: "learnable-fourier",
  },
  {
    name: "ctm_resnet18-1_multifourier_eval",
    backbone: { kind: "resnet", depth: 18, cut: 1 },
    embedding: "multi-learnable-fourier",
  },
  {
    name: "ctm_resnet18-1_rotational_eval",
    backbone: { kind: "resnet", depth: 18, cut: 1 },
    embedding: "rotational-2d",
  },
  {
    name: "ctm_resnet18-2_fourier_eval",
    backbone: { kind: "resnet", depth: 18, cut: 2 },
    embedding: "learnable-fourier",
  },
  {
    name: "ctm_shallowwide_train",
    backbone: { kind: "shallow-wide", width: 2048 },
    embedding: "none",
  },
];

for (const { name, backbone, embedding } of CASES) {
  onEachBackend(`golden ${name}: features and places`, async (backend) => {
    const golden = await readGoldenCase(name);
    const input = channelsLast(golden, "input/x");
    const [, height, width, channels] = input.shape;
    const plan = planBackbone(backbone, { height, width, channels });
    const parameters = createParameters(
      [...plan.declarations, ...planPositionalEmbedding(embedding, plan.output).declarations],
      randomFromSeed(1),
    );
    load(parameters, golden);

    const mode = golden.info.mode === "train" ? "train" : "evaluate";
    const features = backboneFeatures(backbone, parameters, { input, mode });
    const places = positionalEmbedding(embedding, parameters, features.shape);
    const errors = new Map<string, number>();
    const compare = (entry: string, values: ArrayLike<number>) =>
      errors.set(entry, errorOverTolerance(golden, entry, values));

    compare("expected/features", await channelsFirst(features, features.shape[0]));
    if (places !== null) {
      // Ours has batch 1; the authors' may be repeated over the batch.
      const batch = golden.entries.get("expected/pos_emb")!.shape[0]!;
      compare("expected/pos_emb", await channelsFirst(places, batch));
    }
    for (const [name, buffer] of parameters.buffers) {
      const { name: theirs, layout } = stateDictEntry(name);
      const values = toStateDict(await buffer.data(), buffer.shape, layout);
      if (mode === "train") compare(`expected/buffer_after/${theirs}`, values);
    }

    const missed = [...golden.entries.keys()].filter((entry) =>
      /^expected\/(features|pos_emb|buffer_after\/.*running_.*)$/.test(entry) && !errors.has(entry)
    );
    assert(missed.length === 0, `not compared: ${missed.join(", ")}`);
    const [where, worst] = [...errors].reduce((a, b) => b[1] > a[1] ? b : a);
    console.log(`${name} [${backend}]: ${errors.size} tensors, worst ${worst.toFixed(3)} ${where}`);
    assert(worst <= 1, `${where}: ${worst} of its tolerance`);

    parameters.dispose();
    tf.dispose([input, features, ...(places === null ? [] : [places])]);
  });
}

/** The authors' modules that are built here. */
const MODULES = /^(param|buffer)\/(initial_rgb|backbone|positional_embedding)\./;

/** Assigns every parameter the stored one of the authors' name; none may be left over. */
function load(parameters: Parameters, golden: FixtureCase): void {
  const loaded = new Set<string>();
  for (
    const [prefix, variables] of [
      ["param", parameters.trainable],
      ["buffer", parameters.buffers],
    ] as const
  ) {
    for (const [name, variable] of variables) {
      const { name: theirs, layout } = stateDictEntry(name);
      const { shape, data } = stored(golden, `${prefix}/${theirs}`);
      loaded.add(`${prefix}/${theirs}`);
      const values = fromStateDict(data, shape, layout);
      tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
    }
  }
  const left = [...golden.tensors.keys()].filter((name) =>
    MODULES.test(name) && !loaded.has(name) && !name.endsWith("num_batches_tracked")
  );
  assert(left.length === 0, `not loaded: ${left.join(", ")}`);
}

function channelsLast(golden: FixtureCase, name: string): tf.Tensor4D {
  const { shape, data } = stored(golden, name);
  return tf.tidy(() => {
    const x = tf.tensor(Float32Array.from(data), [...shape]);
    return tf.transpose(x, [0, 2, 3, 1]) as tf.Tensor4D;
  });
}

/** In the authors' order, repeated to that batch. */
async function channelsFirst(map: tf.Tensor4D, batch: number): Promise<ArrayLike<number>> {
  const moved = tf.tidy(() =>
    tf.tile(tf.transpose(map, [0, 3, 1, 2]), [batch / map.shape[0], 1, 1, 1])
  );
  const values = await moved.data();
  moved.dispose();
  return values;
}
