import { assert, assertEquals, assertNotEquals } from "@std/assert";
import { MODELS, PROBLEMS, shapeOf } from "../../src/catalog.ts";
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

const BACKBONE = { kind: "small-conv", layers: [{ channels: 3, size: 3, stride: 2 }] };
const SHAPE = shapeOf("classification", { height: 8, width: 8, channels: 2, classes: 4 });

for (const entry of MODELS) {
  const options = entry.options.parse({ ...SMALL[entry.name], backbone: BACKBONE });
  for (const problemEntry of PROBLEMS) {
    onEachBackend(`${entry.name} on ${problemEntry.name}: shapes, size, one step`, async () => {
      const problem = (await problemEntry.load())({});
      const build = await entry.load();
      const model = build(options, { shape: SHAPE, random: randomFromSeed(3) });
      const input = randomTensor([5, 8, 8, 2], "input") as tf.Tensor4D;
      const targets = tf.tensor2d([0, 1, 2, 3, 0], [5, 1], "int32");

      const prediction = model.forward(input, { mode: "evaluate" });
      assertEquals(prediction.logits.shape, [5, model.ticks, 1, 4]);
      assertEquals(prediction.certainty.shape, [5, model.ticks]);
      const certainty = await prediction.certainty.data();
      assert(certainty.every((value) => value > -1e-5 && value < 1 + 1e-5), "certainty in 0..1");
      tf.dispose(prediction);

      const counted = [...model.parameters.values()].reduce((sum, { size }) => sum + size, 0);
      assertEquals(entry.size(options, SHAPE).parameters, counted, "the plan counts what is built");

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
  }, ["cpu", "wasm"]);
}

async function scalarOf(f: () => tf.Tensor): Promise<number> {
  const value = tf.tidy(f);
  const number = (await value.data())[0]!;
  value.dispose();
  return number;
}
