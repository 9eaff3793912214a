import {
  type KernelMemory,
  onEachBuild,
  randomPanels,
  sumOf,
  type TestPanels,
} from "../support/kernel_builds.ts";
import { normalValues, valuesOf } from "../support/kernel_values.ts";

/** Sizes of the layers of some neurons. */
export interface Sizes {
  readonly neurons: number;
  readonly panels: number;
  readonly inputs: number;
  /** Behind the gate. */
  readonly width: number;
}

/** Odd and even widths; inputs that are and are not multiples of 4 and 5. */
const SIZES: readonly Sizes[] = [
  { neurons: 1, panels: 1, inputs: 1, width: 1 },
  { neurons: 3, panels: 2, inputs: 5, width: 2 },
  { neurons: 2, panels: 3, inputs: 7, width: 3 },
  { neurons: 5, panels: 1, inputs: 10, width: 7 },
  { neurons: 2, panels: 2, inputs: 4, width: 4 },
  { neurons: 2, panels: 4, inputs: 26, width: 1 },
];

/** What weights and biases of the first layer are multiplied by, and those of the second. */
export const FACTOR = 0.75;
export const SECOND_FACTOR = 1.25;

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

const textOf = ({ neurons, panels, inputs, width }: Sizes) =>
  `${neurons} neurons, ${panels} panels, ${inputs} inputs, width ${width}`;

/** Registers a test for every size and build. */
export function eachSize(name: string, test: (memory: KernelMemory, sizes: Sizes) => void): void {
  for (const sizes of SIZES) {
    onEachBuild(`${name}: ${textOf(sizes)}`, (memory) => test(memory, sizes));
  }
}

/** An element of a tensor of the test stream `name`. */
function random(shape: readonly number[], name: string) {
  const values = normalValues(shape.reduce((a, b) => a * b, 1), name);
  const at = (...index: number[]) =>
    values[index.reduce((place, i, axis) => place * shape[axis]! + i, 0)]!;
  return { values, at };
}

/** The parameters of both layers of all neurons. */
export function parametersOf({ neurons, inputs, width }: Sizes) {
  return {
    weight: random([neurons, inputs, 2 * width], "weight"),
    bias: random([neurons, 2 * width], "bias"),
    secondWeight: random([neurons, width, 2], "second weight"),
    secondBias: random([neurons, 2], "second bias"),
  };
}

/** What neurons read: blocks with gaps between them. */
export const inputsOf = ({ neurons, panels, inputs }: Sizes) =>
  randomPanels({ panels: neurons * panels, rows: inputs }, "x");

/** Values and sigmoids of gates of the first layer, `[neurons, panels, 2 * width, 8]`. */
export function firstLayer(sizes: Sizes, x: TestPanels) {
  const { neurons, panels, inputs, width } = sizes;
  const { weight, bias } = parametersOf(sizes);
  const shape = [neurons, panels, 2 * width, 8];
  const gated = valuesOf(shape, (neuron, panel, output, example) => {
    const block = neuron! * panels + panel!;
    const sum = sumOf(inputs, (i) => weight.at(neuron!, i, output!) * x.at(block, i, example!));
    const mapped = FACTOR * (sum + bias.at(neuron!, output!));
    return output! < width ? mapped : sigmoid(mapped);
  });
  const at = (neuron: number, panel: number, output: number, example: number) =>
    gated[((neuron * panels + panel) * 2 * width + output) * 8 + example]!;
  return { gated, at };
}

/** The same of the second layer, `[neurons, panels, 2, 8]`. */
export function secondLayer(sizes: Sizes, first: ReturnType<typeof firstLayer>["at"]) {
  const { neurons, panels, width } = sizes;
  const { secondWeight, secondBias } = parametersOf(sizes);
  return valuesOf([neurons, panels, 2, 8], (neuron, panel, output, example) => {
    const sum = sumOf(
      width,
      (unit) =>
        secondWeight.at(neuron!, unit, output!) *
        first(neuron!, panel!, unit, example!) * first(neuron!, panel!, width + unit, example!),
    );
    const mapped = SECOND_FACTOR * (sum + secondBias.at(neuron!, output!));
    return output === 0 ? mapped : sigmoid(mapped);
  });
}
