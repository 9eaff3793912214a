import { assertEquals } from "@std/assert";
import { lstmOptionsSchema } from "../../../baselines/lstm/options.ts";
import { planLstm } from "../../../baselines/lstm/plan.ts";
import { planConvolution } from "../../../src/nn/layer_plan.ts";

Deno.test("a 3x3 convolution from 16 to 32 channels on 16x16 costs 2 359 296 FLOPs", () => {
  const input = { height: 16, width: 16, channels: 16 };
  const { flops } = planConvolution("conv", input, { size: 3, outputs: 32 });
  assertEquals(flops, 2_359_296);
});

Deno.test("a step of an LSTM from 219 to 192 costs 631 296 FLOPs beside its output", () => {
  const [width, classes] = [192, 2];
  const { size } = planLstm(lstmOptionsSchema.parse({ ticks: 1, width }), {
    height: 1,
    width: 219,
    channels: 1,
    positions: 1,
    classes,
    presentation: { kind: "direct" },
  });
  const output = 2 * width * classes;
  assertEquals(size.flopsPerExample - output, 631_296);
  // Two biases a gate, as in PyTorch, and the learned start.
  const answers = width * classes + classes;
  assertEquals(size.parameters - answers - 2 * width, 4 * width * (219 + 192 + 2));
});
