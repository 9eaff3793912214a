import { createLstmCells } from "../../src/kernels/recurrence/lstm_cells.ts";
import { affine } from "../../src/tensor/mod.ts";
import * as tf from "../../src/tensor/tf.ts";
import { randomTensor } from "../support/gradients.ts";
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
  readonly inputs: number;
  readonly width: number;
  readonly layers: number;
  readonly dropRate: number;
}

const CASES: readonly Case[] = [
  { batch: 8, ticks: 3, inputs: 6, width: 8, layers: 1, dropRate: 0 },
  { batch: 1, ticks: 1, inputs: 1, width: 1, layers: 1, dropRate: 0.5 },
  { batch: 3, ticks: 4, inputs: 5, width: 3, layers: 2, dropRate: 0 },
  { batch: 13, ticks: 3, inputs: 2, width: 7, layers: 3, dropRate: 0.3 },
];

const textOf = ({ batch, ticks, inputs, width, layers, dropRate }: Case) =>
  `batch ${batch}, ${ticks} ticks, ${inputs} inputs, ${layers} layers of ${width}, dropout ${dropRate}`;

/** Parameters, and the input of each tick. */
function inputsOf({ batch, ticks, inputs, width, layers }: Case): NamedTensors {
  const shapes: { [name: string]: number[] } = {
    "start.hidden": [layers, width],
    "start.cell": [layers, width],
  };
  for (let layer = 0; layer < layers; layer++) {
    shapes[`lstm.${layer}.inputWeight`] = [layer === 0 ? inputs : width, 4 * width];
    shapes[`lstm.${layer}.hiddenWeight`] = [width, 4 * width];
    shapes[`lstm.${layer}.inputBias`] = [4 * width];
    shapes[`lstm.${layer}.hiddenBias`] = [4 * width];
  }
  for (let tick = 0; tick < ticks; tick++) shapes[`input.${tick}`] = [batch, inputs];
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, randomTensor(shape, name)]),
  );
}

/** The top hidden states of the start and each tick, gate by gate from Hochreiter and Schmidhuber. */
function define({ batch, ticks, width, layers, dropRate }: Case, named: NamedTensors): tf.Tensor[] {
  const draw = testMasks();
  const start = (name: string, layer: number) =>
    tf.add(tf.slice(named[name] as tf.Tensor2D, [layer, 0], [1, width]), tf.zeros([batch, width]));
  const hidden = Array.from({ length: layers }, (_, layer) => start("start.hidden", layer));
  const cell = Array.from({ length: layers }, (_, layer) => start("start.cell", layer));
  const tops = [hidden.at(-1)!];
  for (let tick = 0; tick < ticks; tick++) {
    let below = named[`input.${tick}`]!;
    for (let layer = 0; layer < layers; layer++) {
      if (layer > 0 && dropRate > 0) {
        below = tf.mul(below, tf.tensor(draw(below.size, dropRate), below.shape));
      }
      const of = (x: tf.Tensor, part: string) =>
        affine(
          x,
          named[`lstm.${layer}.${part}Weight`] as tf.Tensor2D,
          named[`lstm.${layer}.${part}Bias`] as tf.Tensor1D,
        );
      const gates = tf.split(tf.add(of(below, "input"), of(hidden[layer]!, "hidden")), 4, 1);
      const [enter, forget, leave] = [gates[0]!, gates[1]!, gates[3]!].map((x) => tf.sigmoid(x));
      cell[layer] = tf.add(
        tf.mul(forget!, cell[layer]!),
        tf.mul(enter!, tf.tanh(gates[2]!)),
      );
      hidden[layer] = tf.mul(leave!, tf.tanh(cell[layer]!));
      below = hidden[layer]!;
    }
    tops.push(below);
  }
  return tops;
}

function section(memory: KernelMemory, test: Case, named: NamedTensors, training: boolean) {
  const { batch, ticks, inputs, width, layers, dropRate } = test;
  const frame = testFrame(memory.host, { batch, ticks, training });
  const cells = createLstmCells(frame, { inputs, width, layers, dropRate });
  const pass = openSectionPass(frame, named, testMasks());
  cells.prepare(pass);
  const tops = [pass.unpack(cells.hidden(pass, 0), width)];
  for (let tick = 0; tick < ticks; tick++) {
    cells.forward(pass, tick, pass.pack(named[`input.${tick}`]!.dataSync(), inputs));
    tops.push(pass.unpack(cells.hidden(pass, tick + 1), width));
  }
  return { cells, pass, tops };
}

for (const test of CASES) {
  const { batch, ticks, inputs, width } = test;

  for (const training of [true, false]) {
    const mode = training ? "training" : "evaluation";
    onEachBuild(`LSTM cells in ${mode} are those of the definition: ${textOf(test)}`, (memory) => {
      const named = inputsOf(test);
      const { pass, tops } = section(memory, test, named, training);
      const expected = tf.tidy(() => define(test, named).map((top) => top.dataSync()));
      for (const [step, found] of tops.entries()) {
        assertRelative(`hidden state ${step}`, found, expected[step]!, 2e-6);
      }
      pass.close();
      tf.dispose(named as tf.TensorContainer);
    });
  }

  onEachBuild(`LSTM cells have the gradients of the definition: ${textOf(test)}`, (memory) => {
    const named = inputsOf(test);
    const weights = Array.from(
      { length: ticks + 1 },
      (_, step) => randomTensor([batch, width], `weight ${step}`),
    );
    const expected = gradientsOf(
      named,
      (tensors) =>
        tf.addN(define(test, tensors).map((top, step) => tf.sum(tf.mul(top, weights[step]!)))),
    );
    const { cells, pass } = section(memory, test, named, true);
    cells.begin(pass);
    for (let tick = ticks - 1; tick >= 0; tick--) {
      const gradient = pass.pack(weights[tick + 1]!.dataSync(), width);
      const found = pass.unpack(cells.backward(pass, tick, gradient), inputs);
      assertRelative(`input.${tick}`, found, expected[`input.${tick}`]!);
    }
    cells.backwardStart(pass, pass.pack(weights[0]!.dataSync(), width));
    cells.finish(pass);
    for (const name of Object.keys(named)) {
      if (name.startsWith("input.")) continue;
      assertRelative(name, pass.gradientOf(name), expected[name]!);
    }
    pass.close();
    tf.dispose([named as tf.TensorContainer, weights]);
  });
}
