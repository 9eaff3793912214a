import { z } from "zod";
import type { DataFacts } from "../../datasets/mod.ts";
import type { CatalogView, ModelView } from "../../src/cli/catalog_view.ts";
import { exampleSweep } from "./study_fixture.ts";

/** Shape of the fake problem: the number of classes. */
export type FakeShape = { readonly classes: number };

const ctmOptions = z.strictObject({
  ticks: z.int().min(1).max(100).default(8),
  outputPairs: z.int().min(1).default(32),
  actionPairs: z.int().min(1).default(32),
  memoryLength: z.int().min(1).default(5),
  neurons: z.int().min(1).default(64),
  synapseDepth: z.int().min(1).default(1),
}).refine((options) => options.neurons >= 16 || options.outputPairs <= 64, {
  message: "more than 64 pairs need at least 16 neurons",
});
const lstmOptions = z.strictObject({
  ticks: z.int().min(1).default(8),
  width: z.int().min(1).default(32),
});
const cnnOptions = z.strictObject({ width: z.int().min(1).default(16) });

const ctm: ModelView<FakeShape> = {
  name: "ctm",
  title: "CTM",
  description: "thinks in ticks",
  options: ctmOptions,
  axes: ["ticks", "sync", "outputPairs", "actionPairs", "memoryLength", "neurons"],
  presentations: ["attended", "direct"],
  width: null,
  size(options, { classes }) {
    const { ticks, outputPairs, actionPairs, neurons, memoryLength } = ctmOptions.parse(options);
    const parameters = neurons * (memoryLength + 10 * classes) + outputPairs + actionPairs;
    return { parameters, flopsPerExample: 2 * parameters * ticks };
  },
};

const lstm: ModelView<FakeShape> = {
  name: "lstm",
  title: "LSTM",
  description: "remembers",
  options: lstmOptions,
  axes: ["ticks"],
  presentations: ["attended", "direct"],
  width: { option: "width", minimum: 1, maximum: 512 },
  size(options, { classes }) {
    const { ticks, width } = lstmOptions.parse(options);
    const parameters = width * (8 + classes) + width * width;
    return { parameters, flopsPerExample: 2 * parameters * ticks };
  },
};

const cnn: ModelView<FakeShape> = {
  name: "cnn",
  title: "CNN",
  description: "looks once",
  options: cnnOptions,
  axes: [],
  presentations: ["attended"],
  width: { option: "width", minimum: 1, maximum: 512 },
  size(options, { classes }) {
    const { width } = cnnOptions.parse(options);
    return { parameters: width * (19 + classes), flopsPerExample: 200 * width * classes };
  },
};

/** A catalog whose sizes can be checked by hand. The preset `quick` is `exampleSweep()`. */
export const fakeCatalog: CatalogView<FakeShape> = {
  models: [ctm, lstm, cnn],
  presets: [
    { name: "quick", description: "small", sweep: exampleSweep() },
    {
      name: "grid",
      description: "swept",
      sweep: exampleSweep({
        name: "grid-mnist",
        preset: "grid",
        axes: [{ axis: "ticks", values: [4, 8, 16] }, { axis: "sync", values: [16, 32] }],
      }),
    },
    {
      name: "sort",
      description: "about parity",
      sweep: exampleSweep({
        name: "sort-numbers",
        preset: "sort",
        problem: { name: "parity", options: {} },
        dataset: { name: "numbers", options: { length: 4 } },
        models: exampleSweep().models.slice(0, 2),
      }),
    },
  ],
  problems: [
    {
      name: "classification",
      description: "one class",
      options: z.strictObject({ readout: z.string().default("paper") }),
      datasets: ["mnist", "fashion-mnist"],
      presentation: "attended",
      differences: () => ({}),
    },
    {
      name: "parity",
      description: "odd or even",
      options: z.strictObject({}),
      datasets: ["numbers"],
      presentation: "direct",
      differences: () => ({ lstm: { readout: "the last tick", reason: "as published" } }),
    },
  ],
  datasetOptions: (name) =>
    name === "numbers"
      ? z.strictObject({ length: z.int().min(2).default(6) })
      : z.strictObject({ augmentation: z.string().default("none") }),
  schedules: {
    // Tests of failures hide what a fake worker does in its options.
    cosine: z.looseObject({}),
    constant: z.strictObject({ warmup: z.number().min(0).default(0) }),
  },
  optimisers: {
    adam: z.strictObject({ learningRate: z.number().positive().max(10).default(0.001) }),
  },
  shapeOf: (_problem, { classes }) => ({ classes }),
};

/** A data set for {@link fakeCatalog}. */
export const fakeData: DataFacts = {
  name: "mnist",
  sha256: "d".repeat(64),
  height: 28,
  width: 28,
  channels: 1,
  positions: 1,
  classes: 10,
};
