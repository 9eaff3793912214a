import { createNeuronLevelModels } from "../../src/kernels/recurrence/neuron_level_model.ts";
import { neuronLevelModels, nlmWeights } from "../../src/ctm/neuron_level_model.ts";
import { ctmOptionsSchema } from "../../src/ctm/options.ts";
import { planCtm } from "../../src/ctm/plan.ts";
import type { Parameters } from "../../src/nn/mod.ts";
import * as tf from "../../src/tensor/tf.ts";
import { randomTensor } from "../support/gradients.ts";
import { reserveHistory } from "../support/history_blocks.ts";
import { type KernelMemory, onEachBuild } from "../support/kernel_builds.ts";
import {
  assertRelative,
  gradientsOf,
  type NamedTensors,
  openSectionPass,
  testFrame,
  testMasks,
} from "../support/section_pass.ts";

interface Case {
  readonly batch: number;
  readonly ticks: number;
  readonly neurons: number;
  readonly memory: number;
  readonly width: number;
  readonly deep: boolean;
  readonly norm: boolean;
  readonly dropRate: number;
}

const DEEP = { deep: true, norm: false, dropRate: 0 };

/** One and two layers, with and without norms and dropout; odd and even widths; memories of all sorts. */
const CASES: readonly Case[] = [
  { ...DEEP, batch: 8, ticks: 3, neurons: 5, memory: 5, width: 4 },
  { ...DEEP, batch: 1, ticks: 1, neurons: 1, memory: 1, width: 1 },
  { ...DEEP, batch: 13, ticks: 6, neurons: 7, memory: 4, width: 3 },
  { ...DEEP, batch: 3, ticks: 2, neurons: 3, memory: 11, width: 7 },
  { ...DEEP, batch: 19, ticks: 4, neurons: 2, memory: 25, width: 2 },
  { ...DEEP, batch: 19, ticks: 8, neurons: 2, memory: 3, width: 66 },
  { ...DEEP, batch: 3, ticks: 3, neurons: 4, memory: 5, width: 3, dropRate: 0.4 },
  { ...DEEP, batch: 13, ticks: 3, neurons: 6, memory: 6, width: 5, norm: true },
  { ...DEEP, batch: 9, ticks: 2, neurons: 3, memory: 7, width: 4, norm: true, dropRate: 0.2 },
  { ...DEEP, batch: 8, ticks: 3, neurons: 5, memory: 1, width: 1, deep: false },
  { ...DEEP, batch: 13, ticks: 4, neurons: 3, memory: 9, width: 1, deep: false },
  { ...DEEP, batch: 3, ticks: 3, neurons: 6, memory: 5, width: 1, deep: false, norm: true },
  { ...DEEP, batch: 1, ticks: 2, neurons: 6, memory: 8, width: 1, deep: false, dropRate: 0.3 },
  {
    ...DEEP,
    batch: 10,
    ticks: 2,
    neurons: 4,
    memory: 6,
    width: 1,
    deep: false,
    norm: true,
    dropRate: 0.3,
  },
];

const textOf = ({ batch, ticks, neurons, memory, width, deep, norm, dropRate }: Case) =>
  `batch ${batch}, ${ticks} ticks, ${neurons} neurons, memory ${memory}, ` +
  `${deep ? `hidden ${width}` : "linear"}, ${norm ? "norms" : "no norms"}, dropout ${dropRate}`;

const sizeOf = ({ neurons, memory, ticks }: Case) => ({ neurons, rows: memory + ticks });

/** Parameters away from their zeros and ones, and `history`, `[neurons, memory + ticks, batch]`. */
function tensorsOf(test: Case): NamedTensors {
  const { batch, neurons, memory, width, deep, norm } = test;
  const { declarations } = planCtm(
    ctmOptionsSchema.parse({
      ...{ neurons, memoryLength: memory, nlmWidth: width, deepNlm: deep, nlmNorm: norm },
      ...{ outputPairs: 1, actionPairs: 1 },
    }),
    {
      ...{ height: 1, width: 1, channels: 1, positions: 1, classes: 2 },
      presentation: { kind: "direct" },
    },
  );
  const named: { [name: string]: tf.Tensor } = {};
  for (const { name, shape } of declarations.filter(({ name }) => name.startsWith("nlm."))) {
    const one = /scale|divisor/.test(name) ? 1 : 0;
    const normal = randomTensor([...shape], name);
    named[name] = tf.tidy(() => tf.add(tf.mul(normal, 0.4), one));
    normal.dispose();
  }
  named["history"] = randomTensor([neurons, sizeOf(test).rows, batch], "history");
  return named;
}

/** Post-activations `[neurons, batch]` of every tick by the definition. */
function define(test: Case, named: NamedTensors): tf.Tensor[] {
  const { batch, ticks, neurons, memory, deep, norm, dropRate } = test;
  const parameters = { get: (name: string) => named[name]! } as unknown as Parameters;
  const draw = testMasks();
  const drop = <T extends tf.Tensor>(x: T, rate: number): T =>
    rate === 0 ? x : tf.mul(x, tf.tensor(draw(x.size, rate), x.shape)) as T;
  const layers = nlmWeights(parameters, { deepNlm: deep, nlmNorm: norm });
  return Array.from({ length: ticks }, (_, tick) => {
    const from = [0, tick + 1, 0];
    const window = tf.slice(named["history"]!, from, [neurons, memory, batch]) as tf.Tensor3D;
    return neuronLevelModels(parameters, window, { layers, drop, dropRate });
  });
}

/** `[rows, columns]` as `[columns, rows]`. */
function transposed(values: ArrayLike<number>, columns: number): Float32Array {
  const rows = values.length / columns;
  return Float32Array.from(
    { length: values.length },
    (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!,
  );
}

function section(memory: KernelMemory, test: Case, named: NamedTensors, training: boolean) {
  const { batch, ticks, neurons } = test;
  const frame = testFrame(memory.host, { batch, ticks, training });
  const models = createNeuronLevelModels(frame, test);
  const kept = reserveHistory(frame, frame.kept, sizeOf(test));
  const passing = reserveHistory(frame, frame.passing, sizeOf(test));
  const pass = openSectionPass(frame, named, testMasks());
  const history = kept.at(pass.kept(kept.offset));
  kept.write(history.address, named["history"]!.dataSync());
  models.prepare(pass);
  const outputs: Float32Array[] = [];
  for (let tick = 0; tick < ticks; tick++) {
    const output = pass.room(neurons);
    models.forward(pass, tick, history, output);
    outputs.push(transposed(pass.unpack(output, neurons), neurons));
  }
  return { models, pass, history, passing, outputs };
}

for (const test of CASES) {
  const { batch, ticks, neurons } = test;

  for (const training of [true, false]) {
    const mode = training ? "training" : "evaluation";
    onEachBuild(
      `neuron-level models in ${mode} are those of the definition: ${textOf(test)}`,
      (memory) => {
        const named = tensorsOf(test);
        const { pass, outputs } = section(memory, test, named, training);
        const expected = tf.tidy(() => define(test, named).map((output) => output.dataSync()));
        for (const [tick, found] of outputs.entries()) {
          assertRelative(`post-activations ${tick}`, found, expected[tick]!, 2e-6);
        }
        pass.close();
        tf.dispose(named as tf.TensorContainer);
      },
    );
  }

  onEachBuild(
    `neuron-level models have the gradients of the definition: ${textOf(test)}`,
    (memory) => {
      const named = tensorsOf(test);
      const weights = Array.from(
        { length: ticks },
        (_, tick) => randomTensor([neurons, batch], `weight ${tick}`),
      );
      const expected = gradientsOf(
        named,
        (tensors) =>
          tf.addN(
            define(test, tensors).map((output, tick) => tf.sum(tf.mul(output, weights[tick]!))),
          ),
      );
      const { models, pass, history, passing } = section(memory, test, named, true);
      const gradient = passing.at(pass.passing(passing.offset));
      passing.clear(gradient.address);
      models.begin(pass);
      for (let tick = ticks - 1; tick >= 0; tick--) {
        const values = transposed(weights[tick]!.dataSync(), batch);
        models.backward(pass, tick, pass.pack(values, neurons), gradient);
      }
      models.finish(pass, history);
      assertRelative("history", passing.read(gradient.address), expected["history"]!);
      for (const name of Object.keys(named)) {
        if (name !== "history") assertRelative(name, pass.gradientOf(name), expected[name]!);
      }
      pass.close();
      tf.dispose([named as tf.TensorContainer, weights]);
    },
  );
}
