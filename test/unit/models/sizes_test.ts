import { assertEquals } from "@std/assert";
import { cnnOptionsSchema } from "../../../baselines/cnn/options.ts";
import { planCnn } from "../../../baselines/cnn/plan.ts";
import { lstmOptionsSchema } from "../../../baselines/lstm/options.ts";
import { planLstm } from "../../../baselines/lstm/plan.ts";
import { ctmOptionsSchema } from "../../../src/ctm/options.ts";
import { planCtm, synapseWidths } from "../../../src/ctm/plan.ts";
import { planBackbone } from "../../../src/nn/backbone_plan.ts";
import { countParameters } from "../../../src/nn/declaration.ts";

const CIFAR = { height: 32, width: 32, channels: 3, positions: 1, classes: 10 };
const RESNET = { kind: "resnet18", cut: 1 } as const;

/** The paper's CIFAR-10 models, appendix G; counts confirmed with the authors' code. */
const CIFAR_CTM = ctmOptionsSchema.parse({
  ticks: 50,
  neurons: 256,
  inputWidth: 64,
  heads: 16,
  memoryLength: 15,
  nlmWidth: 64,
  synapseDepth: 5,
  outputPairs: 256,
  actionPairs: 512,
  backbone: RESNET,
});

const CIFAR_LSTM = lstmOptionsSchema.parse({
  ticks: 50,
  width: 256,
  layers: 2,
  inputWidth: 64,
  heads: 16,
  backbone: RESNET,
});
const CIFAR_CNN = cnnOptionsSchema.parse({ backbone: RESNET, head: "feed-forward", width: 256 });

Deno.test("parameter counts equal those of the authors' models", () => {
  assertEquals(planCtm(CIFAR_CTM, CIFAR).size.parameters, 1_032_648);
  assertEquals(planLstm(CIFAR_LSTM, CIFAR).size.parameters, 1_046_870);
  assertEquals(planCnn(CIFAR_CNN, CIFAR).size.parameters, 169_046);
});

Deno.test("the parity CTM and its LSTM have the paper's counts (table 3)", () => {
  const parity = { height: 64, width: 1, channels: 1, positions: 64, classes: 2 };
  const shared = {
    inputWidth: 512,
    heads: 8,
    backbone: { kind: "parity", width: 512 },
    positionalEmbedding: "rotational-1d",
  };
  for (
    const [ticks, memoryLength, count, width, lstmCount] of [
      [1, 1, 4_908_706, 669, 4_912_710],
      [10, 5, 5_043_874, 686, 5_050_716],
      [25, 10, 5_212_834, 706, 5_216_036],
      [75, 25, 5_719_714, 765, 5_722_374],
      [100, 50, 6_564_514, 857, 6_567_486],
    ] as const
  ) {
    const ctm = ctmOptionsSchema.parse({
      ...shared,
      ticks,
      memoryLength,
      neurons: 1024,
      nlmWidth: 16,
      neuronSelection: "random",
      outputPairs: 32,
      actionPairs: 32,
    });
    assertEquals(planCtm(ctm, parity).size.parameters, count);
    const lstm = lstmOptionsSchema.parse({ ...shared, ticks, width });
    assertEquals(planLstm(lstm, parity).size.parameters, lstmCount);
  }
});

Deno.test("ResNet-18 cuts have the authors' parameters, tokens and FLOPs", () => {
  const rgb = 12;
  for (
    const [cut, parameters, tokens, megaflops] of [
      [1, 149_824, 256, 79.1],
      [2, 675_392, 64, 146.2],
      [3, 2_775_104, 16, 213.3],
      [4, 11_168_832, 4, 280.4],
    ] as const
  ) {
    const plan = planBackbone({ kind: "resnet18", cut }, CIFAR);
    assertEquals(countParameters(plan.declarations) - rgb, parameters);
    assertEquals(plan.output.height * plan.output.width, tokens);
    assertEquals(Math.round(plan.flops / 1e5) / 10, megaflops);
  }
});

Deno.test("forward FLOPs equal the published table, keys and values computed once", () => {
  assertEquals(
    planCtm(CIFAR_CTM, CIFAR).size.flopsPerExample,
    79_054_848 + 6_291_456 + 50 * 1_718_528,
  );
  assertEquals(
    planLstm(CIFAR_LSTM, CIFAR).size.flopsPerExample,
    79_054_848 + 6_291_456 + 50 * 1_823_744,
  );
  assertEquals(
    planCnn(CIFAR_CNN, CIFAR).size.flopsPerExample,
    79_054_848 + 2 * 64 * 256 + 2 * 256 * 10,
  );
});

Deno.test("U-Net widths are truncated like the authors'", () => {
  assertEquals(synapseWidths(256, 5), [256, 196, 136, 76, 16]);
  assertEquals(synapseWidths(2048, 8), [2048, 1757, 1467, 1177, 886, 596, 306, 16]);
  assertEquals(synapseWidths(512, 4), [512, 346, 181, 16]);
  assertEquals(synapseWidths(8, 3), [8, 12, 16]);
});
