import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  type Backbone,
  fromStateDict,
  type Layout,
  planBackbone,
  planPositionalEmbedding,
  stateDictEntry,
  type StateDictOptions,
  toStateDict,
} from "../../../src/nn/mod.ts";

Deno.test("parameters have the authors' names and layouts", () => {
  const rows: [ours: string, theirs: string, Layout, StateDictOptions?][] = [
    ["backbone.initialRgb.weight", "initial_rgb.weight", "pointwise"],
    ["backbone.initialRgb.bias", "initial_rgb.bias", "same"],
    ["backbone.stem.weight", "backbone.conv1.weight", "convolution"],
    ["backbone.stem.norm.scale", "backbone.bn1.weight", "same"],
    [
      "backbone.layer3.22.third.weight",
      "backbone.layer3.22.conv3.weight",
      "convolution",
    ],
    [
      "backbone.layer1.0.third.norm.runningVariance",
      "backbone.layer1.0.bn3.running_var",
      "same",
    ],
    [
      "backbone.layer2.0.shortcut.weight",
      "backbone.layer2.0.downsample.0.weight",
      "convolution",
    ],
    [
      "backbone.layer2.0.shortcut.norm.shift",
      "backbone.layer2.0.downsample.1.bias",
      "same",
    ],
    ["backbone.wide.weight", "backbone.layers.0.weight", "convolution"],
    ["backbone.wide.bias", "backbone.layers.0.bias", "same"],
    ["backbone.wide.norm.scale", "backbone.layers.2.weight", "same"],
    ["backbone.grouped.weight", "backbone.layers.3.weight", "convolution"],
    ["backbone.grouped.norm.runningMean", "backbone.layers.5.running_mean", "same"],
    ["backbone.first.weight", "backbone.layers.0.weight", "convolution"],
    ["backbone.first.norm.shift", "backbone.layers.1.bias", "same"],
    ["backbone.second.bias", "backbone.layers.4.bias", "same"],
    ["backbone.second.norm.scale", "backbone.layers.5.weight", "same"],
    [
      "backbone.second.weight",
      "backbone_digit.layers.4.weight",
      "convolution",
      { digits: true },
    ],
    [
      "backbone.second.norm.runningVariance",
      "backbone_digit.layers.5.running_var",
      "same",
      { digits: true },
    ],
    ["backbone.first.bias", "backbone_digit.layers.0.bias", "same", { digits: true }],
    ["question.operators", "operator_backbone.embedding.weight", "same", { digits: true }],
    ["lstm.0.inputWeight", "lstm.weight_ih_l0", "linear"],
    ["lstm.0.inputWeight", "lstm_cell.weight_ih", "linear", { digits: true }],
    ["lstm.0.hiddenBias", "lstm_cell.bias_hh", "same", { digits: true }],
    ["positionalEmbedding.projection.weight", "positional_embedding.projection.weight", "linear"],
    ["positionalEmbedding.start", "positional_embedding.start_vector", "same"],
    [
      "positionalEmbedding.planeProjection.bias",
      "positional_embedding.projection.0.bias",
      "same",
    ],
    ["positionalEmbedding.frequencies", "positional_embedding.Wr.weight", "linear"],
    ["positionalEmbedding.first.bias", "positional_embedding.mlp.0.bias", "same"],
    ["positionalEmbedding.norm.scale", "positional_embedding.mlp.3.weight", "same"],
    ["positionalEmbedding.combination", "positional_embedding.combination", "same"],
    [
      "positionalEmbedding.embedders.7.frequencies",
      "positional_embedding.embedders.7.Wr.weight",
      "linear",
    ],
    [
      "positionalEmbedding.embedders.0.second.weight",
      "positional_embedding.embedders.0.mlp.2.weight",
      "linear",
    ],
    ["output.weight", "output_projector.0.weight", "linear"],
    ["output.weight", "output_projector.6.weight", "linear", { output: "output_projector.6" }],
    ["head.hidden.bias", "output_projector.3.bias", "same", { output: "output_projector.6" }],
  ];
  for (const [ours, name, layout, options] of rows) {
    assertEquals(stateDictEntry(ours, options), { name, layout }, ours);
  }
});

Deno.test("no two parameters of a model share a name of the authors'", () => {
  const map = { height: 9, width: 9, channels: 3 };
  const backbones: Backbone[] = [
    { kind: "resnet", depth: 18, cut: 4 },
    { kind: "resnet", depth: 101, cut: 4 },
    { kind: "shallow-wide", width: 32 },
    { kind: "mnist", width: 4 },
    { kind: "parity", width: 4 },
  ];
  const groups = [
    ...backbones.map((backbone) => planBackbone(backbone, map).declarations),
    ...(["rotational-2d", "learnable-fourier", "multi-learnable-fourier"] as const)
      .map((embedding) => planPositionalEmbedding(embedding, map).declarations),
  ];
  for (const declarations of groups) {
    const names = declarations.map(({ name }) => stateDictEntry(name).name);
    assertEquals(new Set(names).size, declarations.length);
  }
});

Deno.test("a parameter that the authors' code lacks is refused", () => {
  for (
    const name of [
      "backbone.0.weight",
      "backbone.0.norm.scale",
      // Only the feed-forward baseline has a hidden layer in its head.
      "head.hidden.weight",
      "head.convolution.weight",
      "something",
    ]
  ) {
    assertThrows(() => stateDictEntry(name), RangeError, `no parameter like ${name}`);
  }
});

Deno.test("layouts exchange axes as PyTorch stores them", () => {
  const counted = (size: number) => Array.from({ length: size }, (_, i) => i);
  // Two outputs of three inputs each.
  assertEquals([...fromStateDict(counted(6), [2, 3], "linear")], [0, 3, 1, 4, 2, 5]);
  // Two outputs, two inputs, one row, two columns: columns, then inputs, then outputs.
  assertEquals(
    [...fromStateDict(counted(8), [2, 2, 1, 2], "convolution")],
    [0, 4, 2, 6, 1, 5, 3, 7],
  );
  // One input, two outputs, three neurons.
  assertEquals([...fromStateDict(counted(6), [1, 2, 3], "nlm")], [0, 3, 1, 4, 2, 5]);
  assertEquals([...fromStateDict(counted(4), [1, 2, 2], "nlm-bias")], counted(4));
  assertEquals([...fromStateDict(counted(6), [2, 3, 1, 1], "pointwise")], [0, 3, 1, 4, 2, 5]);
});

Deno.test("a tensor comes back from the authors' layout as it was", () => {
  const size = fc.integer({ min: 1, max: 4 });
  const layouts = fc.constantFrom<[Layout, (s: number[]) => { theirs: number[]; ours: number[] }]>(
    ["same", ([a, b]) => ({ theirs: [a!, b!], ours: [a!, b!] })],
    ["linear", ([a, b]) => ({ theirs: [a!, b!], ours: [b!, a!] })],
    ["convolution", ([a, b, c, d]) => ({ theirs: [a!, b!, c!, d!], ours: [c!, d!, b!, a!] })],
    ["pointwise", ([a, b]) => ({ theirs: [a!, b!, 1, 1], ours: [b!, a!] })],
    ["nlm", ([a, b, c]) => ({ theirs: [a!, b!, c!], ours: [c!, a!, b!] })],
  );
  fc.assert(
    fc.property(layouts, fc.tuple(size, size, size, size), ([layout, shapes], sizes) => {
      const { theirs, ours } = shapes(sizes);
      const values = Float32Array.from(
        { length: theirs.reduce((a, b) => a * b) },
        (_, i) => i,
      );
      const there = fromStateDict(values, theirs, layout);
      assertEquals(toStateDict(there, ours, layout), values);
    }),
    { seed: 1 },
  );
});
