import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { type DataFacts, findGenerator } from "../../datasets/mod.ts";
import { MODELS, PROBLEMS } from "../../src/catalog.ts";
import type { ModelInput } from "../../src/contract/mod.ts";
import { randomFromSeed } from "../../src/random/mod.ts";
import * as tf from "../../src/tensor/tf.ts";
import { onEachBackend } from "../support/backends.ts";
import { randomTensor } from "../support/gradients.ts";

/** Small options that each model accepts; a new model runs with its defaults. */
const SMALL: { readonly [model: string]: Record<string, unknown> } = {
  ctm: {
    ticks: 2,
    neurons: 8,
    inputWidth: 4,
    memoryLength: 3,
    nlmWidth: 2,
    outputPairs: 5,
    actionPairs: 4,
  },
  lstm: { ticks: 2, width: 6, inputWidth: 4 },
  cnn: { width: 6 },
};

const BATCH = 5;
const BACKBONE = { kind: "small-conv", layers: [{ channels: 3, size: 3, stride: 2 }] };

/** A small version of each problem; a new problem is added here. */
const SMALL_PROBLEMS: {
  readonly [problem: string]: {
    readonly backbone: unknown;
    readonly options?: Record<string, unknown>;
    readonly data?: Record<string, unknown>;
    /** More ticks than the model's small options have, where the answer needs them. */
    readonly ticks?: number;
  };
} = {
  classification: { backbone: BACKBONE },
  parity: { backbone: { kind: "parity", width: 4 }, data: { length: 6 } },
  mazes: { backbone: BACKBONE, data: { size: 7, routeLength: 5 } },
  sorting: { backbone: { kind: "none" }, data: { length: 3 }, ticks: 4 },
  qamnist: { backbone: { kind: "mnist", width: 4 }, options: { size: 28 } },
};

const IMAGES: DataFacts = {
  name: "images",
  sha256: "",
  height: 8,
  width: 8,
  channels: 2,
  positions: 1,
  classes: 4,
};

/** Facts and a batch of a small problem. */
function smallData(problem: string): { facts: DataFacts; batch(): [ModelInput, tf.Tensor2D] } {
  if (problem === "qamnist") {
    const facts = { ...IMAGES, height: 28, width: 28, channels: 1, classes: 10 };
    return {
      facts,
      batch: () => [
        {
          digits: randomTensor([BATCH, 2, 28, 28, 1], "digits") as tf.Tensor5D,
          question: tf.tensor2d(
            Array.from({ length: BATCH }, (_, i) => [i % 2, i % 2 === 0 ? -1 : -2, 1]),
            [BATCH, 3],
            "int32",
          ),
        },
        tf.tensor2d([0, 9, 2, 3, 7], [BATCH, 1], "int32"),
      ],
    };
  }
  const generator = findGenerator(problem);
  if (generator === undefined) {
    return {
      facts: IMAGES,
      batch: () => [
        randomTensor([BATCH, 8, 8, 2], "input") as tf.Tensor4D,
        tf.tensor2d([0, 1, 2, 3, 0], [BATCH, 1], "int32"),
      ],
    };
  }
  const options = generator.options.parse(SMALL_PROBLEMS[problem]?.data);
  const facts = { ...IMAGES, ...generator.facts(options) };
  const made = generator.make(options, {
    examples: BATCH,
    part: "train",
    random: randomFromSeed(9),
  });
  return {
    facts,
    batch: () => [
      tf.tensor4d(made.inputs, [BATCH, facts.height, facts.width, facts.channels]),
      tf.tensor2d(made.targets, [BATCH, facts.positions], "int32"),
    ],
  };
}

Deno.test("every problem has a small version here", () => {
  assertEquals(Object.keys(SMALL_PROBLEMS).sort(), PROBLEMS.map(({ name }) => name).sort());
});

const SHAPE = PROBLEMS[0]!.shape({}, IMAGES);

for (const entry of MODELS) {
  const options = entry.options.parse({ ...SMALL[entry.name], backbone: BACKBONE });
  for (const problemEntry of PROBLEMS) {
    if (!entry.presentations.includes(problemEntry.presentation)) continue;
    onEachBackend(`${entry.name} on ${problemEntry.name}: shapes, size, one step`, async () => {
      const small = SMALL_PROBLEMS[problemEntry.name]!;
      const { facts, batch } = smallData(problemEntry.name);
      const problemOptions = problemEntry.options.parse(small.options ?? {});
      const shape = problemEntry.shape(problemOptions, facts);
      assertEquals(shape.presentation.kind, problemEntry.presentation);
      const own = entry.options.parse({
        ...SMALL[entry.name],
        backbone: small.backbone,
        ...(small.ticks ? { ticks: small.ticks } : {}),
      });
      const build = await entry.load();
      const model = build(own, { shape, random: randomFromSeed(3) });
      const problem = (await problemEntry.load()).create(problemOptions, {
        name: entry.name,
        ticks: model.ticks,
      });
      const [input, targets] = batch();

      const prediction = model.forward(input, { mode: "evaluate" });
      const [predictedBatch, , positions, classes] = prediction.logits.shape;
      assertEquals([predictedBatch, positions, classes], [BATCH, shape.positions, shape.classes]);
      assertEquals(prediction.certainty.shape, prediction.logits.shape.slice(0, 2));
      const certainty = await prediction.certainty.data();
      assert(certainty.every((value) => value > -1e-5 && value < 1 + 1e-5), "certainty in 0..1");
      const answers = await problem.answers(prediction);
      assertEquals([answers.positions, answers.classes], [targets.shape[1], shape.classes]);
      assertEquals(answers.predicted.length, BATCH * answers.reads * answers.positions);
      assert([...Array.from(answers.predicted)].every((one) => one >= 0 && one < shape.classes));
      const losses = problem.lossByTick(prediction, targets);
      assertEquals(losses.shape, [BATCH, answers.reads]);
      const readout = problem.readoutTick(prediction);
      assert((await readout.data()).every((tick) => tick >= 0 && tick < answers.reads));
      tf.dispose([prediction, losses, readout]);

      const counted = [...model.parameters.values()].reduce((sum, { size }) => sum + size, 0);
      assertEquals(entry.size(own, shape).parameters, counted, "the plan counts what is built");

      const { value, grads } = tf.variableGrads(
        () => problem.loss(model.forward(input, { mode: "train" }), targets),
        [...model.parameters.values()],
      );
      assert(Number.isFinite((await value.data())[0]), "finite loss");
      for (const [name, variable] of model.parameters) {
        const gradient = grads[variable.name];
        assert(gradient, `${name} has a gradient`);
        assertEquals(gradient.shape, variable.shape, name);
      }
      model.dispose();
      tf.dispose([input, targets, value, grads]);
    });
  }

  onEachBackend(`${entry.name}: a seed fixes the start, and another changes it`, async () => {
    const build = await entry.load();
    const start = async (seed: number) => {
      const model = build(options, { shape: SHAPE, random: randomFromSeed(seed) });
      const values: number[] = [];
      for (const variable of model.parameters.values()) values.push(...await variable.data());
      model.dispose();
      return values;
    };
    assertEquals(await start(5), await start(5));
    assertNotEquals(await start(5), await start(6));
  });

  onEachBackend(`${entry.name}: the gradient is that of a central difference`, async () => {
    const build = await entry.load();
    const model = build(options, { shape: SHAPE, random: randomFromSeed(3) });
    const input = randomTensor([4, 8, 8, 2], "input") as tf.Tensor4D;
    const weights = randomTensor([4, model.ticks, 1, 4], "weights");
    const variables = [...model.parameters.values()];
    // A smooth function of all logits: the loss itself switches ticks.
    const f = () =>
      tf.sum(tf.mul(model.forward(input, { mode: "train" }).logits, weights)) as tf.Scalar;
    const { value, grads } = tf.variableGrads(f, variables);
    const directions = variables.map((variable, i) =>
      tf.tidy(() => tf.mul(randomTensor(variable.shape, `direction ${i}`), 0.3))
    );
    const analytic = await scalarOf(() =>
      tf.addN(variables.map((variable, i) => tf.sum(tf.mul(grads[variable.name]!, directions[i]!))))
    );
    const original = variables.map((variable) => variable.clone());
    const at = async (change: number) => {
      variables.forEach((variable, i) =>
        tf.tidy(() => variable.assign(tf.add(original[i]!, tf.mul(directions[i]!, change))))
      );
      return await scalarOf(f);
    };
    // A step that crosses the kink of a ReLU is too long, one that drowns in rounding too short; a
    // wrong gradient agrees with none.
    const scale = Math.max(Math.abs(analytic), 0.1);
    const errors: number[] = [];
    for (const step of [2 ** -9, 2 ** -11, 2 ** -13]) {
      const numeric = (await at(step) - await at(-step)) / (2 * step);
      errors.push(Math.abs(analytic - numeric) / scale);
    }
    assert(Math.min(...errors) < 0.02, `gradient ${analytic}, relative errors ${errors}`);
    model.dispose();
    tf.dispose([input, weights, value, grads, ...directions, ...original]);
  }, ["cpu", "wasm", "wasm composite"]);
}

async function scalarOf(f: () => tf.Tensor): Promise<number> {
  const value = tf.tidy(f);
  const number = (await value.data())[0]!;
  value.dispose();
  return number;
}
