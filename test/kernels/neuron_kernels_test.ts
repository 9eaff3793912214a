import { type KernelMemory, onEachBuild, panelsOf } from "../support/kernel_builds.ts";
import { valuesOf } from "../support/kernel_values.ts";
import {
  eachSize,
  FACTOR,
  firstLayer,
  inputsOf,
  parametersOf,
  SECOND_FACTOR,
  secondLayer,
  type Sizes,
} from "./neuron_cases.ts";

/** Puts a packed first layer. */
function putPacked({ host, put, room }: KernelMemory, sizes: Sizes): number {
  const { neurons, inputs, width } = sizes;
  const { weight, bias } = parametersOf(sizes);
  const packed = room(neurons * Math.ceil(2 * width / 4) * 4 * (inputs + 1));
  const [weights, biases] = [put(weight.values), put(bias.values)];
  host.kernels.packNeuronLayer(weights, biases, packed, neurons, inputs, 2 * width, FACTOR);
  return packed;
}

onEachBuild("packNeuronLayer() puts 4 outputs side by side, biases first", (memory) => {
  // One neuron, 2 inputs, 6 outputs.
  const weight = memory.put([1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60]);
  const bias = memory.put([-1, -2, -3, -4, -5, -6]);
  const packed = memory.room(24);
  memory.host.kernels.packNeuronLayer(weight, bias, packed, 1, 2, 6, 2);
  memory.assertFloats(
    packed,
    [
      ...[-2, -4, -6, -8, 2, 4, 6, 8, 20, 40, 60, 80],
      ...[-10, -12, 0, 0, 10, 12, 0, 0, 100, 120, 0, 0],
    ],
    0,
  );
});

onEachBuild("packNeuronInputs() puts 5 inputs side by side, and then single ones", (memory) => {
  // Two neurons, 6 inputs, 2 outputs: the weight of neuron n, input i and output o is 100 n + 10 i + o.
  const weight = valuesOf([2, 6, 2], (n, i, o) => 100 * n! + 10 * i! + o!);
  const packed = memory.room(24);
  memory.host.kernels.packNeuronInputs(memory.put(weight), packed, 2, 6, 2);
  const expected = [0, 10, 20, 30, 40, 1, 11, 21, 31, 41, 50, 51];
  memory.assertFloats(packed, [...expected, ...expected.map((x) => 100 + x)], 0);
});

eachSize("neuronLayer() gates an affine map of every neuron", (memory, sizes) => {
  const { neurons, panels, inputs, width } = sizes;
  const x = inputsOf(sizes);
  const { gated, at } = firstLayer(sizes, x);
  const expected = panelsOf({ panels: neurons * panels, rows: width }, (block, unit, example) => {
    const [neuron, panel] = [Math.floor(block / panels), block % panels];
    return at(neuron, panel, unit, example) * at(neuron, panel, width + unit, example);
  });
  const packed = putPacked(memory, sizes);
  const from = memory.put(x.values);
  const block = panels * 2 * width * 8;
  // Kept for all neurons, and with one overwriting the other.
  for (const stride of [block, 0]) {
    const opened = memory.room(stride === 0 ? block : gated.length);
    const out = memory.room(expected.values.length);
    memory.host.kernels.neuronLayer(
      ...[from, packed, opened, out, neurons, panels, inputs, width, x.stride, stride] as const,
      ...[expected.stride, panels * expected.stride] as const,
    );
    memory.assertFloats(opened, stride === 0 ? gated.slice(-block) : gated);
    memory.assertFloats(out, expected.values);
  }
});

eachSize("neuronLayers() runs both layers of every neuron", (memory, sizes) => {
  const { neurons, panels, inputs, width } = sizes;
  const { secondWeight, secondBias } = parametersOf(sizes);
  const x = inputsOf(sizes);
  const { gated, at } = firstLayer(sizes, x);
  const second = secondLayer(sizes, at);
  const expected = panelsOf({ panels, rows: neurons }, (panel, neuron, example) => {
    const place = (neuron * panels + panel) * 16 + example;
    return second[place]! * second[place + 8]!;
  });
  const packed = putPacked(memory, sizes);
  const from = memory.put(x.values);
  const [weights, biases] = [memory.put(secondWeight.values), memory.put(secondBias.values)];
  const [block, secondBlock] = [panels * 2 * width * 8, panels * 16];
  for (const keeps of [true, false]) {
    const opened = memory.room(keeps ? gated.length : block);
    const seconds = memory.room(keeps ? second.length : secondBlock);
    const out = memory.room(expected.values.length);
    memory.host.kernels.neuronLayers(
      ...[from, packed, opened, seconds, weights, biases, out, neurons, panels] as const,
      ...[inputs, width, SECOND_FACTOR, x.stride, keeps ? block : 0] as const,
      ...[keeps ? secondBlock : 0, expected.stride, 8] as const,
    );
    memory.assertFloats(opened, keeps ? gated : gated.slice(-block));
    memory.assertFloats(seconds, keeps ? second : second.slice(-secondBlock));
    memory.assertFloats(out, expected.values);
  }
});
