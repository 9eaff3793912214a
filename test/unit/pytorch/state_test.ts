import { assert, assertEquals, assertThrows } from "@std/assert";
import { buildCnn } from "../../../baselines/cnn/mod.ts";
import { buildLstm } from "../../../baselines/lstm/mod.ts";
import { readSafetensors, readSafetensorsMetadata } from "../../../src/checkpoint/mod.ts";
import type { Model, ProblemShape } from "../../../src/contract/mod.ts";
import { buildCtm } from "../../../src/ctm/mod.ts";
import {
  blueprintOf,
  buildFromState,
  modelKind,
  ownNames,
  stateFile,
  stateOf,
} from "../../../src/pytorch/mod.ts";
import { randomFromSeed } from "../../../src/random/mod.ts";
import { BenchError } from "../../../src/spec/mod.ts";
import { type FixtureCase, stored } from "../../../src/verify/fixture_case.ts";
import { onEachBackend } from "../../support/backends.ts";
import { readGoldenCase } from "../../support/golden_case.ts";

/** Cases of every kind with the size of their input. */
const CASES: readonly (readonly [name: string, height: number, width: number, channels: number])[] =
  [
    ["ctm_random_unet5_lnnlm", 4, 4, 7],
    ["ctm_firstlast_unet2_linear", 2, 5, 6],
    ["ctm_resnet18-1_rotational_eval", 16, 16, 3],
    ["task_parity_ctm", 9, 1, 1],
    ["task_sort_ctm", 5, 1, 1],
    ["task_qamnist_ctm", 16, 16, 1],
    ["lstm_2layers_parity", 4, 1, 1],
    ["ff_resnet18-1", 16, 16, 3],
  ];

function stateOfCase(fixture: FixtureCase) {
  return new Map(
    [...fixture.entries.keys()].filter((name) => /^(param|buffer)\//.test(name))
      .map((name) => [name.replace(/^\w+\//, ""), stored(fixture, name)]),
  );
}

async function openCase([name, height, width, channels]: typeof CASES[number]) {
  const fixture = await readGoldenCase(name);
  const state = stateOfCase(fixture);
  const { kind, config } = fixture.info;
  return { state, blueprint: blueprintOf(modelKind(kind), config, { height, width, channels }) };
}

for (const one of CASES) {
  onEachBackend(`${one[0]}: what is loaded is saved again, bit by bit`, async () => {
    const { state, blueprint } = await openCase(one);
    const model = buildFromState(blueprint, state);
    const saved = await stateOf(model, 7);
    assertEquals([...saved.keys()].sort(), [...state.keys()].sort());
    assertEquals(ownNames(model), []);
    for (const [name, { shape, data }] of saved) {
      assertEquals(shape, state.get(name)!.shape, name);
      if (name.endsWith("num_batches_tracked")) assertEquals([...data], [7], name);
      else if (name === "index_backbone.embedding") {
        // Theirs is rounded differently in the last place.
        assert(data.every((x, i) => Math.abs(x - state.get(name)!.data[i]!) < 1e-6), name);
      } else assertEquals(data, state.get(name)!.data, name);
    }
    model.dispose();
  }, ["cpu"]);
}

Deno.test("a state that is not the model's is refused with the name of what is wrong", async () => {
  const { state, blueprint } = await openCase(CASES[5]!);
  const refused = (change: (state: ReturnType<typeof stateOfCase>) => void, message: string) => {
    const changed = new Map(state);
    change(changed);
    assertThrows(() => buildFromState(blueprint, changed), BenchError, message);
  };
  refused((s) => s.delete("start_trace"), "tensor start_trace is missing");
  refused((s) => s.delete("out_neuron_indices_left"), "which neurons are paired was drawn");
  refused((s) => s.set("lstm.bias", s.get("start_trace")!), "tensor lstm.bias belongs to nothing");
  refused(
    (s) => s.set("start_trace", { shape: [4, 24], data: new Float32Array(96) }),
    "tensor start_trace has shape [4,24], expected [24,4]",
  );
  refused(
    (s) => s.set("index_backbone.embedding", { shape: [50, 8], data: new Float32Array(400) }),
    "not the authors' table",
  );
});

const IMAGE: ProblemShape = {
  height: 8,
  width: 8,
  channels: 2,
  positions: 1,
  classes: 3,
  presentation: { kind: "attended" },
};

const SMALL_CONV = {
  kind: "small-conv",
  layers: [{ channels: 4, size: 3, stride: 2 }, { channels: 5, size: 3, stride: 2 }],
};

onEachBackend("layers that only we have keep our names, in PyTorch's layouts", async () => {
  const model = buildCnn(
    { backbone: SMALL_CONV, head: "flatten", width: 6 },
    { shape: IMAGE, random: randomFromSeed(3) },
  );
  const state = await stateOf(model);
  const shapes = Object.fromEntries([...state].map(([name, { shape }]) => [name, [...shape]]));
  assertEquals(shapes, {
    "backbone.0.weight": [4, 2, 3, 3],
    "backbone.0.norm.scale": [4],
    "backbone.0.norm.shift": [4],
    "backbone.0.norm.runningMean": [4],
    "backbone.0.norm.runningVariance": [4],
    "backbone.1.weight": [5, 4, 3, 3],
    "backbone.1.norm.scale": [5],
    "backbone.1.norm.shift": [5],
    "backbone.1.norm.runningMean": [5],
    "backbone.1.norm.runningVariance": [5],
    // Twice as wide as the output reads, since one half gates the other.
    "head.hidden.weight": [12, 20],
    "head.hidden.bias": [12],
    "output.weight": [3, 6],
    "output.bias": [3],
  });
  assertEquals(ownNames(model).sort(), [...state.keys()].sort());
  // Element [output 1, input 0, row 2, column 1] of theirs, [row 2, column 1, input 0, output 1] of ours.
  const ours = await model.parameters.get("backbone.0.weight")!.data();
  const theirs = state.get("backbone.0.weight")!.data;
  assertEquals(theirs[1 * 18 + 0 * 9 + 2 * 3 + 1], ours[2 * 24 + 1 * 8 + 0 * 4 + 1]);
  model.dispose();
}, ["cpu"]);

onEachBackend("a head of convolutions is ours, the residual net before it theirs", async () => {
  const model = buildCnn(
    { backbone: { kind: "resnet", depth: 18, cut: 1 }, head: "convolution", width: 6 },
    { shape: IMAGE, random: randomFromSeed(3) },
  );
  const names = [...(await stateOf(model)).keys()];
  assert(names.includes("backbone.layer1.0.conv1.weight"));
  assertEquals(ownNames(model), [
    "head.convolution.weight",
    "head.convolution.norm.scale",
    "head.convolution.norm.shift",
    "output.weight",
    "output.bias",
    "head.convolution.norm.runningMean",
    "head.convolution.norm.runningVariance",
  ]);
  model.dispose();
}, ["cpu"]);

/** A model with what its file should say of it. */
type Described = readonly [
  name: string,
  build: () => Model,
  options: Record<string, unknown>,
  shape: ProblemShape,
  kind: string | undefined,
];

const questions: ProblemShape = {
  ...IMAGE,
  channels: 1,
  presentation: {
    kind: "questions",
    meanDigits: 2.5,
    meanOperations: 1.5,
    repeats: { digit: 1, part: 1, answer: 2 },
  },
};
const list: ProblemShape = {
  ...IMAGE,
  height: 5,
  width: 1,
  channels: 1,
  presentation: { kind: "direct" },
};
const none = { kind: "none" };
const digits = { ticks: 3, inputWidth: 4, backbone: { kind: "mnist", width: 4 } };
const context = (shape: ProblemShape) => ({ shape, random: randomFromSeed(5) });
const ctm = (options: Record<string, unknown>, shape: ProblemShape, kind?: string): Described => [
  "ctm",
  () => buildCtm(options, context(shape)),
  options,
  shape,
  kind,
];
const lstm = (options: Record<string, unknown>, shape: ProblemShape, kind?: string): Described => [
  "lstm",
  () => buildLstm(options, context(shape)),
  options,
  shape,
  kind,
];

const DESCRIBED: readonly Described[] = [
  ctm({ backbone: none, synapseDepth: 3, selfPairs: 4, nlmDropout: 0.2 }, IMAGE, "ctm"),
  ctm({ backbone: none, neuronSelection: "first-last", deepNlm: false }, IMAGE, "ctm"),
  ctm({ neuronSelection: "random", nlmNorm: true, memoryLength: 1 }, list, "ctm_sort"),
  ctm(digits, questions, "ctm_qamnist"),
  ctm({ ...digits, nlmDropout: 0.1 }, questions),
  ctm({ ...digits, inputWidth: 6 }, questions),
  ctm({ backbone: SMALL_CONV }, IMAGE),
  lstm({ backbone: none, layers: 2, dropout: 0.1 }, IMAGE, "lstm"),
  lstm(digits, questions, "lstm_qamnist"),
  lstm({ ...digits, layers: 2 }, questions),
  lstm({}, list),
];

for (const [name, build, options, shape, kind] of DESCRIBED) {
  const what = `${name} with ${JSON.stringify(options)} of ${shape.presentation.kind}`;
  onEachBackend(`${what}: its file makes the same model again`, async () => {
    const model = build();
    const bytes = await stateFile(model, { name, options, shape }, 12);
    const metadata = readSafetensorsMetadata(bytes);
    assertEquals(metadata.kind, kind);
    assertEquals(metadata.format, "pt");
    assertEquals(JSON.parse(metadata.own!), ownNames(model));
    if (kind !== undefined) {
      const blueprint = blueprintOf(modelKind(kind), JSON.parse(metadata.configuration!), shape);
      const again = buildFromState(blueprint, readSafetensors(bytes));
      assertEquals([...again.parameters.keys()], [...model.parameters.keys()]);
      assertEquals(await stateOf(again), await stateOf(model));
      again.dispose();
    }
    model.dispose();
  }, ["cpu"]);
}
