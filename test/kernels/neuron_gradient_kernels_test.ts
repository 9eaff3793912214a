import {
  assertLanes,
  type KernelMemory,
  panelsOf,
  randomPanels,
  sumOf,
  type TestPanels,
} from "../support/kernel_builds.ts";
import { normalValues, valuesOf } from "../support/kernel_values.ts";
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

/** Gradients of values and gates of the first layer, from those of what passed. */
function gatedGradient(
  { neurons, panels, width }: Sizes,
  at: (neuron: number, panel: number, output: number, example: number) => number,
  passed: (neuron: number, panel: number, unit: number, example: number) => number,
): Float64Array {
  return valuesOf([neurons, panels, 2 * width, 8], (neuron, panel, output, example) => {
    const unit = output! % width;
    const open = at(neuron!, panel!, width + unit, example!);
    const toValue = FACTOR * passed(neuron!, panel!, unit, example!) * open;
    return output! < width ? toValue : toValue * at(neuron!, panel!, unit, example!) * (1 - open);
  });
}

/** Sum of each output over panels and examples, and 4 ones from before. */
const biasGradient = ({ neurons, panels, width }: Sizes, gradient: Float64Array) =>
  valuesOf([neurons, 2 * width], (neuron, output) =>
    4 + sumOf(panels * 8, (i) => {
      const panel = Math.floor(i / 8);
      return gradient[((neuron! * panels + panel) * 2 * width + output!) * 8 + i % 8]!;
    }));

/** What was there plus the gradient of the inputs. */
function inputGradient(sizes: Sizes, before: TestPanels, gradient: Float64Array): TestPanels {
  const { neurons, panels, inputs, width } = sizes;
  const { weight } = parametersOf(sizes);
  return panelsOf(
    { panels: neurons * panels, rows: inputs },
    (block, input, example) =>
      before.at(block, input, example) +
      sumOf(2 * width, (output) =>
        weight.at(Math.floor(block / panels), input, output) *
        gradient[(block * 2 * width + output) * 8 + example]!),
  );
}

/** Puts the weights that gradients of inputs are made with. */
function putInputWeights({ host, put, room }: KernelMemory, sizes: Sizes): number {
  const { neurons, inputs, width } = sizes;
  const { weight } = parametersOf(sizes);
  const packed = room(neurons * inputs * 2 * width);
  host.kernels.packNeuronInputs(put(weight.values), packed, neurons, inputs, 2 * width);
  return packed;
}

/** What the gradient of the inputs is added to. */
const before = ({ neurons, panels, inputs }: Sizes) =>
  randomPanels({ panels: neurons * panels, rows: inputs }, "before");

eachSize("neuronLayerGradient() is the derivative of neuronLayer()", (memory, sizes) => {
  const { neurons, panels, inputs, width } = sizes;
  const { gated, at } = firstLayer(sizes, inputsOf(sizes));
  const dy = randomPanels({ panels: neurons * panels, rows: width }, "dy");
  const expected = gatedGradient(
    sizes,
    at,
    (neuron, panel, unit, example) => dy.at(neuron * panels + panel, unit, example),
  );
  const was = before(sizes);
  const [through, to] = [memory.put(gated), memory.put(was.values)];
  const sums = memory.put(new Float32Array(neurons * 2 * width * 4).fill(1));
  memory.host.kernels.neuronLayerGradient(
    ...[through, memory.put(dy.values), putInputWeights(memory, sizes), to, sums] as const,
    ...[neurons, panels, inputs, width, FACTOR, dy.stride, panels * dy.stride, was.stride] as const,
  );
  memory.assertFloats(through, expected);
  memory.assertFloats(to, inputGradient(sizes, was, expected).values);
  assertLanes(memory, sums, biasGradient(sizes, expected));
});

eachSize("neuronLayersGradient() is the derivative of neuronLayers()", (memory, sizes) => {
  const { neurons, panels, inputs, width } = sizes;
  const { secondWeight } = parametersOf(sizes);
  const { gated, at } = firstLayer(sizes, inputsOf(sizes));
  const second = secondLayer(sizes, at);
  const dy = randomPanels({ panels, rows: neurons }, "dy");
  const secondGradient = valuesOf([neurons, panels, 2, 8], (neuron, panel, output, example) => {
    const place = (neuron! * panels + panel!) * 16 + example!;
    const open = second[place + 8]!;
    const toValue = SECOND_FACTOR * dy.at(panel!, neuron!, example!) * open;
    return output === 0 ? toValue : toValue * second[place]! * (1 - open);
  });
  const ofSecond = (neuron: number, panel: number, output: number, example: number) =>
    secondGradient[((neuron * panels + panel) * 2 + output) * 8 + example]!;
  const expected = gatedGradient(
    sizes,
    at,
    (neuron, panel, unit, example) =>
      sumOf(
        2,
        (output) =>
          secondWeight.at(neuron, unit, output) * ofSecond(neuron, panel, output, example),
      ),
  );
  const overExamples = (term: (panel: number, example: number) => number) =>
    4 + sumOf(panels * 8, (i) => term(Math.floor(i / 8), i % 8));

  const was = before(sizes);
  const [through, seconds] = [memory.put(gated), memory.put(second)];
  const to = memory.put(was.values);
  const ones = (count: number) => memory.put(new Float32Array(4 * count).fill(1));
  const sums = ones(neurons * 2 * width);
  const [weightSums, biasSums] = [ones(neurons * width * 2), ones(neurons * 2)];
  memory.host.kernels.neuronLayersGradient(
    ...[through, seconds, memory.put(secondWeight.values), memory.put(dy.values)] as const,
    ...[putInputWeights(memory, sizes), to, sums, weightSums, biasSums, neurons] as const,
    ...[panels, inputs, width, FACTOR, SECOND_FACTOR, dy.stride, 8, was.stride] as const,
  );
  memory.assertFloats(seconds, secondGradient);
  memory.assertFloats(through, expected);
  memory.assertFloats(to, inputGradient(sizes, was, expected).values);
  assertLanes(memory, sums, biasGradient(sizes, expected));
  assertLanes(
    memory,
    weightSums,
    valuesOf(
      [neurons, width, 2],
      (neuron, unit, output) =>
        overExamples((panel, example) =>
          ofSecond(neuron!, panel, output!, example) *
          at(neuron!, panel, unit!, example) * at(neuron!, panel, width + unit!, example)
        ),
    ),
  );
  assertLanes(
    memory,
    biasSums,
    valuesOf(
      [neurons, 2],
      (neuron, output) =>
        overExamples((panel, example) => ofSecond(neuron!, panel, output!, example)),
    ),
  );
});

for (const ticks of [1, 2, 6]) {
  eachSize(`neuronWeightGradients() contracts over ${ticks} ticks`, (memory, sizes) => {
    const { neurons, panels, inputs, width } = sizes;
    const outputs = 2 * width;
    const rows = ticks + inputs - 1;
    const x = randomPanels({ panels: neurons * panels, rows }, "history");
    const gap = 48;
    const perTick = neurons * panels * outputs * 8 + gap;
    const gated = normalValues(ticks * perTick, "gradients");
    const expected = valuesOf(
      [neurons, inputs, outputs],
      (neuron, input, output) =>
        sumOf(ticks * panels * 8, (i) => {
          const example = i % 8;
          const panel = Math.floor(i / 8) % panels;
          const tick = Math.floor(i / (8 * panels));
          const block = neuron! * panels + panel;
          return x.at(block, tick + input!, example) *
            gated[tick * perTick + (block * outputs + output!) * 8 + example]!;
        }),
    );
    const out = memory.room(expected.length);
    memory.host.kernels.neuronWeightGradients(
      ...[memory.put(x.values), memory.put(gated), out, neurons, panels, ticks] as const,
      ...[inputs, outputs, x.stride, perTick] as const,
    );
    memory.assertFloats(out, expected);
  });
}
