import { assertEquals } from "@std/assert";
import { cnnOptionsSchema } from "../../../baselines/cnn/options.ts";
import { planCnn } from "../../../baselines/cnn/plan.ts";
import { lstmOptionsSchema } from "../../../baselines/lstm/options.ts";
import { planLstm } from "../../../baselines/lstm/plan.ts";
import type { ProblemShape } from "../../../src/contract/shape.ts";
import { ctmOptionsSchema } from "../../../src/ctm/options.ts";
import { planCtm, synapseWidths } from "../../../src/ctm/plan.ts";
import { type Backbone, planBackbone } from "../../../src/nn/backbone_plan.ts";
import { countParameters } from "../../../src/nn/declaration.ts";

type Resnet = Extract<Backbone, { kind: "resnet" }>;

const resnet = (depth: Resnet["depth"], cut: number): Resnet => ({ kind: "resnet", depth, cut });

const attended = (
  side: number,
  { positions, classes }: { readonly positions: number; readonly classes: number },
): ProblemShape => ({
  height: side,
  width: side,
  channels: 3,
  positions,
  classes,
  presentation: { kind: "attended" },
});

const CIFAR = attended(32, { positions: 1, classes: 10 });
const IMAGENET = attended(224, { positions: 1, classes: 1000 });
const PARITY: ProblemShape = {
  height: 64,
  width: 1,
  channels: 1,
  positions: 64,
  classes: 2,
  presentation: { kind: "attended" },
};
/** Routes of 100 steps through mazes of 39x39, and of 50 through those of 15x15. */
const MAZES = attended(39, { positions: 100, classes: 5 });
const SMALL_MAZES = attended(15, { positions: 50, classes: 5 });

const ctm = (options: unknown, shape: ProblemShape) =>
  planCtm(ctmOptionsSchema.parse(options), shape).size;
const lstm = (options: unknown, shape: ProblemShape) =>
  planLstm(lstmOptionsSchema.parse(options), shape).size;
const cnn = (options: unknown, shape: ProblemShape) =>
  planCnn(cnnOptionsSchema.parse(options), shape).size;

const CIFAR_READER = { ticks: 50, inputWidth: 64, heads: 16, backbone: resnet(18, 1) };
const CIFAR_CTM = {
  ...CIFAR_READER,
  neurons: 256,
  memoryLength: 15,
  nlmWidth: 64,
  synapseDepth: 5,
  outputPairs: 256,
  actionPairs: 512,
};
const CIFAR_LSTM = { ...CIFAR_READER, width: 256, layers: 2 };
const CIFAR_CNN = { backbone: resnet(18, 1), head: "feed-forward", width: 256 };

const IMAGENET_CTM = {
  ticks: 50,
  neurons: 4096,
  inputWidth: 1024,
  heads: 16,
  memoryLength: 25,
  nlmWidth: 64,
  synapseDepth: 8,
  outputPairs: 8196,
  actionPairs: 2048,
  selfPairs: 32,
  backbone: resnet(152, 4),
};

const PARITY_READER = {
  inputWidth: 512,
  heads: 8,
  backbone: { kind: "parity", width: 512 },
  positionalEmbedding: "rotational-1d",
};
const parityCtm = (ticks: number, memoryLength: number) => ({
  ...PARITY_READER,
  ticks,
  memoryLength,
  neurons: 1024,
  nlmWidth: 16,
  neuronSelection: "random",
  outputPairs: 32,
  actionPairs: 32,
});
const parityLstm = (ticks: number, width: number) => ({ ...PARITY_READER, ticks, width });

const MAZE_READER = { ticks: 75, inputWidth: 512, heads: 16, backbone: resnet(34, 2) };
const MAZE_CTM = {
  ...MAZE_READER,
  neurons: 2048,
  memoryLength: 25,
  nlmWidth: 32,
  synapseDepth: 8,
  neuronSelection: "first-last",
  outputPairs: 64,
  actionPairs: 32,
};
const mazeLstm = (layers: number) => ({ ...MAZE_READER, width: 2048, layers });

/** The ablation's heads are not published; they change no count. */
const MAZE_ABLATION_CTM = {
  ticks: 50,
  inputWidth: 256,
  heads: 4,
  neurons: 1024,
  memoryLength: 25,
  nlmWidth: 32,
  synapseDepth: 8,
  outputPairs: 1024,
  actionPairs: 1024,
  backbone: resnet(18, 1),
};

/**
 * Parameters of the published models: paper, tables 3 to 9 and appendices D to G, each count also
 * obtained from the authors' released code. The paper prints 42,298,688, 75,869,504 and 109,440,320
 * for the LSTMs on mazes, which the released code does not reproduce.
 */
const COUNTS: readonly [model: string, count: number, published: number][] = [
  ["CTM, CIFAR-10", ctm(CIFAR_CTM, CIFAR).parameters, 1_032_648],
  ["LSTM, CIFAR-10", lstm(CIFAR_LSTM, CIFAR).parameters, 1_046_870],
  ["feed-forward, CIFAR-10", cnn(CIFAR_CNN, CIFAR).parameters, 169_046],
  ["CTM, ImageNet", ctm(IMAGENET_CTM, IMAGENET).parameters, 185_989_886],
  ["CTM, parity, 1 tick", ctm(parityCtm(1, 1), PARITY).parameters, 4_908_706],
  ["CTM, parity, 10 ticks", ctm(parityCtm(10, 5), PARITY).parameters, 5_043_874],
  ["CTM, parity, 25 ticks", ctm(parityCtm(25, 10), PARITY).parameters, 5_212_834],
  ["CTM, parity, 50 ticks", ctm(parityCtm(50, 25), PARITY).parameters, 5_719_714],
  ["CTM, parity, 75 ticks", ctm(parityCtm(75, 25), PARITY).parameters, 5_719_714],
  ["CTM, parity, 100 ticks", ctm(parityCtm(100, 50), PARITY).parameters, 6_564_514],
  ["LSTM, parity, 1 tick", lstm(parityLstm(1, 669), PARITY).parameters, 4_912_710],
  ["LSTM, parity, 10 ticks", lstm(parityLstm(10, 686), PARITY).parameters, 5_050_716],
  // The paper prints 5,224,386, which is one unit wider.
  ["LSTM, parity, 25 ticks", lstm(parityLstm(25, 706), PARITY).parameters, 5_216_036],
  ["LSTM, parity, 707 wide", lstm(parityLstm(25, 707), PARITY).parameters, 5_224_386],
  ["LSTM, parity, 75 ticks", lstm(parityLstm(75, 765), PARITY).parameters, 5_722_374],
  ["LSTM, parity, 100 ticks", lstm(parityLstm(100, 857), PARITY).parameters, 6_567_486],
  ["CTM, mazes", ctm(MAZE_CTM, MAZES).parameters, 31_998_330],
  ["LSTM, mazes, 1 layer", lstm(mazeLstm(1), MAZES).parameters, 25_523_520],
  ["LSTM, mazes, 2 layers", lstm(mazeLstm(2), MAZES).parameters, 59_098_432],
  ["LSTM, mazes, 3 layers", lstm(mazeLstm(3), MAZES).parameters, 92_673_344],
  ["CTM, maze ablation", ctm(MAZE_ABLATION_CTM, SMALL_MAZES).parameters, 8_967_160],
];

for (const [model, count, published] of COUNTS) {
  Deno.test(`parameters of ${model}: ${published}`, () => assertEquals(count, published));
}

Deno.test("residual nets have the authors' parameters", () => {
  // The 1x1 convolution to three channels is counted apart.
  const initialRgb = 12;
  for (
    const [depth, cut, parameters] of [
      [18, 1, 149_824],
      [18, 2, 675_392],
      [18, 3, 2_775_104],
      [18, 4, 11_168_832],
      [34, 1, 223_808],
      [34, 2, 1_340_224],
      [34, 4, 21_276_992],
      [50, 4, 23_500_352],
      [152, 4, 57_015_872],
    ] as const
  ) {
    const { declarations, output } = planBackbone(resnet(depth, cut), CIFAR);
    assertEquals(countParameters(declarations) - initialRgb, parameters, `${depth}-${cut}`);
    assertEquals(output.channels, (depth < 50 ? 64 : 256) * 2 ** (cut - 1));
  }
});

Deno.test("residual nets cost the authors' FLOPs and give their tokens", () => {
  // Side of the image, MFLOPs and tokens.
  for (
    const [depth, cut, rows] of [
      [18, 1, [[15, 19.7, 64], [28, 60.5, 196], [32, 79.1, 256], [39, 123.2, 400]]],
      [18, 2, [[15, 36.4, 16], [28, 111.9, 49], [32, 146.2, 64], [39, 228.1, 100]]],
      [18, 3, [[15, 53.2, 4], [28, 179.0, 16], [32, 213.3, 16], [39, 333.0, 25]]],
      [18, 4, [[15, 70.0, 1], [28, 246.1, 4], [32, 280.4, 4], [39, 484.0, 9]]],
      [34, 1, [[15, 29.1, 64], [28, 89.4, 196], [32, 116.8, 256], [39, 182.2, 400]]],
      [34, 2, [[15, 64.7, 16], [28, 198.6, 49], [32, 259.4, 64], [39, 405.1, 100]]],
    ] as const
  ) {
    for (const [side, megaflops, tokens] of rows) {
      const image = { height: side, width: side, channels: 3 };
      const { flops, output } = planBackbone(resnet(depth, cut), image);
      const label = `${depth}-${cut} of ${side}x${side}`;
      assertEquals(Math.round(flops / 1e5) / 10, megaflops, label);
      assertEquals(output.height * output.width, tokens, label);
    }
  }
});

Deno.test("forward FLOPs equal the published table, keys and values computed once", () => {
  assertEquals(
    ctm(CIFAR_CTM, CIFAR).flopsPerExample,
    79_054_848 + 6_291_456 + 50 * 1_718_528,
  );
  assertEquals(
    lstm(CIFAR_LSTM, CIFAR).flopsPerExample,
    79_054_848 + 6_291_456 + 50 * 1_823_744,
  );
  assertEquals(
    cnn(CIFAR_CNN, CIFAR).flopsPerExample,
    79_054_848 + 2 * 64 * 256 + 2 * 256 * 10,
  );
  assertEquals(
    ctm(MAZE_CTM, MAZES).flopsPerExample,
    405_053_554 + 100 * (2 * 128 * 512 + 4 * 512 * 512) + 75 * 59_818_208,
  );
  // Keys, values and the positional embedding of 64 places.
  const parityOnce = 64 * (2 * 512 * 512 + 4 * 512 * 512 + 2 * 2 * 512);
  assertEquals(ctm(parityCtm(75, 25), PARITY).flopsPerExample, parityOnce + 75 * 9_850_880);
  assertEquals(lstm(parityLstm(75, 765), PARITY).flopsPerExample, parityOnce + 75 * 9_974_088);
});

Deno.test("U-Net widths are truncated like the authors'", () => {
  assertEquals(synapseWidths(256, 5), [256, 196, 136, 76, 16]);
  assertEquals(synapseWidths(2048, 8), [2048, 1757, 1467, 1177, 886, 596, 306, 16]);
  assertEquals(synapseWidths(512, 4), [512, 346, 181, 16]);
  assertEquals(synapseWidths(8, 3), [8, 12, 16]);
});
