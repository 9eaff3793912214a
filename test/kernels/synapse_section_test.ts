import { keepRows } from "../../src/kernels/recurrence/saved_rows.ts";
import type { Rows } from "../../src/kernels/recurrence/section.ts";
import { createSynapse } from "../../src/kernels/recurrence/synapse.ts";
import { ctmOptionsSchema } from "../../src/ctm/options.ts";
import { planCtm } from "../../src/ctm/plan.ts";
import { synapse } from "../../src/ctm/synapse.ts";
import type { Parameters } from "../../src/nn/mod.ts";
import * as tf from "../../src/tensor/tf.ts";
import { randomTensor } from "../support/gradients.ts";
import { type KernelMemory, onEachBuild } from "../support/kernel_builds.ts";
import {
  assertRelative,
  gradientsOf,
  type NamedTensors,
  openSectionPass,
  type SectionPass,
  testFrame,
  testMasks,
} from "../support/section_pass.ts";

interface Case {
  readonly batch: number;
  readonly ticks: number;
  /** Rows besides the post-activations. */
  readonly width: number;
  readonly neurons: number;
  readonly depth: number;
  readonly dropRate: number;
}

/** Depths with and without dropout; sizes that are multiples of nothing; widths below the bottleneck. */
const CASES: readonly Case[] = [
  { batch: 8, ticks: 3, width: 4, neurons: 6, depth: 1, dropRate: 0 },
  { batch: 1, ticks: 1, width: 2, neurons: 3, depth: 1, dropRate: 0 },
  { batch: 13, ticks: 4, width: 5, neurons: 21, depth: 1, dropRate: 0.3 },
  { batch: 3, ticks: 2, width: 1, neurons: 37, depth: 2, dropRate: 0 },
  { batch: 13, ticks: 3, width: 6, neurons: 23, depth: 3, dropRate: 0 },
  { batch: 8, ticks: 2, width: 7, neurons: 29, depth: 3, dropRate: 0.25 },
  { batch: 3, ticks: 3, width: 5, neurons: 40, depth: 5, dropRate: 0.2 },
  { batch: 9, ticks: 2, width: 2, neurons: 5, depth: 2, dropRate: 0.4 },
];

const textOf = ({ batch, ticks, width, neurons, depth, dropRate }: Case) =>
  `batch ${batch}, ${ticks} ticks, ${width} + ${neurons} inputs, depth ${depth}, dropout ${dropRate}`;

const inputsOf = ({ width, neurons }: Case) => width + neurons;

/** Parameters away from their zeros and ones, and what is read at each tick. */
function tensorsOf(test: Case): NamedTensors {
  const { batch, ticks, width, neurons, depth } = test;
  const { declarations } = planCtm(
    ctmOptionsSchema.parse({ neurons, synapseDepth: depth, outputPairs: 1, actionPairs: 1 }),
    {
      ...{ height: width, width: 1, channels: 1, positions: 1, classes: 2 },
      presentation: { kind: "direct" },
    },
  );
  const named: { [name: string]: tf.Tensor } = {};
  for (const { name, shape } of declarations.filter(({ name }) => name.startsWith("synapse."))) {
    const one = name.endsWith("scale") ? 1 : 0;
    const normal = randomTensor([...shape], name);
    named[name] = tf.tidy(() => tf.add(tf.mul(normal, 0.5), one));
    normal.dispose();
  }
  for (let tick = 0; tick < ticks; tick++) {
    named[`input.${tick}`] = randomTensor([batch, inputsOf(test)], `input ${tick}`);
  }
  return named;
}

/** Pre-activations of every tick by the definition. */
function define({ ticks, depth, dropRate }: Case, named: NamedTensors): tf.Tensor[] {
  const parameters = { get: (name: string) => named[name]! } as unknown as Parameters;
  const draw = testMasks();
  const drop = <T extends tf.Tensor>(x: T, rate: number): T =>
    rate === 0 ? x : tf.mul(x, tf.tensor(draw(x.size, rate), x.shape)) as T;
  return Array.from(
    { length: ticks },
    (_, tick) =>
      synapse(parameters, named[`input.${tick}`] as tf.Tensor2D, { depth, drop, dropRate }),
  );
}

/** Rows as a history has them: those of other ticks, here two, lie between one neuron's and the next. */
function roomApart(pass: SectionPass, neurons: number): Rows {
  return { ...pass.room(3 * neurons), rowStride: 24 };
}

/** The same with values. */
function packApart(pass: SectionPass, values: ArrayLike<number>, neurons: number): Rows {
  const apart = new Float32Array(3 * values.length).fill(NaN);
  for (let i = 0; i < values.length; i++) apart[3 * i] = values[i]!;
  return { ...pass.pack(apart, 3 * neurons), rowStride: 24 };
}

function section(memory: KernelMemory, test: Case, named: NamedTensors, training: boolean) {
  const { batch, ticks, neurons, depth, dropRate } = test;
  const inputs = inputsOf(test);
  const frame = testFrame(memory.host, { batch, ticks, training });
  const model = createSynapse(frame, { inputs, neurons, depth, dropRate });
  const read = keepRows(frame, { rows: inputs, ticks });
  const pass = openSectionPass(frame, named, testMasks());
  model.prepare(pass);
  const outputs: Float32Array[] = [];
  for (let tick = 0; tick < ticks; tick++) {
    const input = read.at(pass, tick);
    const packed = pass.pack(named[`input.${tick}`]!.dataSync(), inputs);
    const floats = (rows: Rows) =>
      memory.host.floats(rows.address, frame.panels * rows.panelStride);
    floats(input).set(floats(packed));
    const output = roomApart(pass, neurons);
    model.forward(pass, tick, input, output);
    outputs.push(pass.unpack(output, neurons));
  }
  return { model, pass, read, outputs };
}

for (const test of CASES) {
  const { batch, ticks, neurons } = test;

  for (const training of [true, false]) {
    const mode = training ? "training" : "evaluation";
    onEachBuild(
      `the synapse model in ${mode} is that of the definition: ${textOf(test)}`,
      (memory) => {
        const named = tensorsOf(test);
        const { pass, outputs } = section(memory, test, named, training);
        const expected = tf.tidy(() => define(test, named).map((output) => output.dataSync()));
        for (const [tick, found] of outputs.entries()) {
          assertRelative(`pre-activations ${tick}`, found, expected[tick]!, 2e-6);
        }
        pass.close();
        tf.dispose(named as tf.TensorContainer);
      },
    );
  }

  onEachBuild(
    `the synapse model has the gradients of the definition: ${textOf(test)}`,
    (memory) => {
      const named = tensorsOf(test);
      const weights = Array.from(
        { length: ticks },
        (_, tick) => randomTensor([batch, neurons], `weight ${tick}`),
      );
      const expected = gradientsOf(
        named,
        (tensors) =>
          tf.addN(
            define(test, tensors).map((output, tick) => tf.sum(tf.mul(output, weights[tick]!))),
          ),
      );
      const { model, pass, read } = section(memory, test, named, true);
      model.begin(pass);
      for (let tick = ticks - 1; tick >= 0; tick--) {
        const gradient = packApart(pass, weights[tick]!.dataSync(), neurons);
        const to = pass.room(inputsOf(test));
        model.backward(pass, tick, gradient, to);
        const found = pass.unpack(to, inputsOf(test));
        assertRelative(`input.${tick}`, found, expected[`input.${tick}`]!);
      }
      model.finish(pass, read);
      for (const name of Object.keys(named)) {
        if (name.startsWith("input.")) continue;
        assertRelative(name, pass.gradientOf(name), expected[name]!);
      }
      pass.close();
      tf.dispose([named as tf.TensorContainer, weights]);
    },
  );
}
