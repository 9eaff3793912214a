import { assertEquals } from "@std/assert";
import { findGenerator } from "../../../datasets/mod.ts";
import { MODELS, PRESETS, PROBLEMS } from "../../../src/catalog.ts";
import type { SweepSpec } from "../../../src/spec/mod.ts";

/** Sizes of image data sets, which are otherwise known only once they are prepared. */
const IMAGES: { readonly [name: string]: readonly [side: number, channels: number] } = {
  mnist: [28, 1],
  cifar10: [32, 3],
};

/** Trainable parameters of a model of a preset, some of its options changed. */
function parameters(preset: string, model: string, changes: Record<string, unknown> = {}): number {
  const { sweep } = PRESETS.find((one) => one.name === preset)!;
  const problem = PROBLEMS.find((one) => one.name === sweep.problem.name)!;
  const entry = MODELS.find((one) => one.name === model)!;
  const options = sweep.models.find((one) => one.name === model)!.options;
  const shape = problem.shape(problem.options.parse(sweep.problem.options), factsOf(sweep));
  return entry.size(entry.options.parse({ ...options, ...changes }), shape).parameters;
}

function factsOf({ dataset }: SweepSpec) {
  const common = { name: dataset.name, sha256: "" };
  const generator = findGenerator(dataset.name);
  if (generator) return { ...common, ...generator.facts(dataset.options) };
  const [side, channels] = IMAGES[dataset.name]!;
  return { ...common, height: side, width: side, channels, positions: 1, classes: 10 };
}

// Counts as published, or as computed with the authors' code (specification, sections 1.1, 3.5, 4.2).
const PUBLISHED: readonly [string, string, Record<string, unknown>, number][] = [
  ["paper-cifar10", "ctm", {}, 1_032_648],
  ["paper-cifar10", "lstm", {}, 1_046_870],
  ["paper-cifar10", "cnn", {}, 169_046],
  ["paper-parity", "ctm", { ticks: 1, memoryLength: 1 }, 4_908_706],
  ["paper-parity", "ctm", { ticks: 10, memoryLength: 5 }, 5_043_874],
  ["paper-parity", "ctm", { ticks: 25, memoryLength: 10 }, 5_212_834],
  ["paper-parity", "ctm", {}, 5_719_714],
  ["paper-parity", "ctm", { ticks: 100, memoryLength: 50 }, 6_564_514],
  ["paper-parity", "lstm", { width: 669 }, 4_912_710],
  ["paper-parity", "lstm", { width: 686 }, 5_050_716],
  ["paper-parity", "lstm", { width: 706 }, 5_216_036],
  ["paper-parity", "lstm", {}, 5_722_374],
  ["paper-parity", "lstm", { width: 857 }, 6_567_486],
  ["paper-mazes", "ctm", {}, 31_998_330],
  ["paper-mazes", "cnn", {}, 54_797_632],
  ["paper-qamnist", "ctm", { ticks: 1, memoryLength: 3 }, 2_501_388],
  ["paper-qamnist", "ctm", {}, 3_413_772],
  ["paper-qamnist", "lstm", { ticks: 1, width: 741 }, 2_507_218],
  ["paper-qamnist", "lstm", {}, 3_418_954],
  // The paper prints 42,298,688, 75,869,504 and 109,440,320 for the maze LSTMs. The released code
  // cannot be configured to give them; these are its counts.
  ["paper-mazes", "lstm", {}, 25_523_520],
  ["paper-mazes", "lstm", { layers: 2 }, 59_098_432],
  ["paper-mazes", "lstm", { layers: 3 }, 92_673_344],
];

for (const [preset, model, changes, expected] of PUBLISHED) {
  Deno.test(`${preset} ${model} ${JSON.stringify(changes)} has ${expected} parameters`, () => {
    assertEquals(parameters(preset, model, changes), expected);
  });
}

Deno.test("every preset is valid for the options of what it names, and complete", () => {
  for (const { sweep } of PRESETS) {
    for (const { name, options } of sweep.models) {
      const entry = MODELS.find((one) => one.name === name)!;
      assertEquals(entry.options.parse(options), options, `${sweep.preset} ${name}`);
    }
    const problem = PROBLEMS.find((one) => one.name === sweep.problem.name)!;
    problem.options.parse(sweep.problem.options);
    const made = findGenerator(sweep.dataset.name) !== undefined || problem.name === "qamnist";
    assertEquals(sweep.evaluation.testExamples !== null, made, sweep.preset);
  }
});
