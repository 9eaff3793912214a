import { assert, assertEquals, assertThrows } from "@std/assert";
import { type Backbone, backboneSchema, planBackbone } from "../../../src/nn/backbone_plan.ts";
import { residualBlocks } from "../../../src/nn/resnet_plan.ts";

const IMAGE = { height: 32, width: 32, channels: 1 };

Deno.test("a wrong backbone is refused in words", () => {
  for (
    const [backbone, path, message] of [
      [{ kind: "resnet18", cut: 1 }, "kind", "Expected 'none' | 'small-conv' | 'resnet'"],
      [{ kind: "resnet", depth: 20, cut: 1 }, "depth", "expected one of 18|34|50|101|152"],
      [{ kind: "resnet", depth: 18, cut: 5 }, "cut", "expected number to be <=4"],
      [{ kind: "resnet", depth: 18, cut: 1, width: 8 }, "", 'Unrecognized key: "width"'],
      [{ kind: "shallow-wide", width: 48 }, "width", "must be a multiple of 32"],
      [{ kind: "mnist" }, "width", "expected number"],
    ] as const
  ) {
    const issue = backboneSchema.safeParse(backbone).error?.issues[0];
    assertEquals(issue?.path.join("."), path);
    assert(issue?.message.includes(message), issue?.message);
  }
});

Deno.test("shallow-wide has the authors' width unless told otherwise", () => {
  assertEquals(backboneSchema.parse({ kind: "shallow-wide" }), {
    kind: "shallow-wide",
    width: 2048,
  });
});

Deno.test("the mnist backbone refuses an image that it would pool away", () => {
  assertThrows(
    () => planBackbone({ kind: "mnist", width: 4 }, { height: 3, width: 9, channels: 1 }),
    RangeError,
    "needs at least 4x4 pixels, got 3x9",
  );
});

Deno.test("bottlenecks stride in their second convolution and widen in their third", () => {
  const blocks = residualBlocks({ depth: 50, cut: 2 });
  assertEquals(blocks.length, 3 + 4);
  const describe = ({ convolutions, shortcut }: typeof blocks[number]) => ({
    convolutions: convolutions.map(({ size, outputs, stride }) => [size, outputs, stride]),
    shortcut: shortcut && [shortcut.size, shortcut.outputs, shortcut.stride],
  });
  assertEquals(describe(blocks[0]!), {
    convolutions: [[1, 64, 1], [3, 64, 1], [1, 256, 1]],
    shortcut: [1, 256, 1],
  });
  assertEquals(describe(blocks[1]!).shortcut, null);
  assertEquals(describe(blocks[3]!), {
    convolutions: [[1, 128, 1], [3, 128, 2], [1, 512, 1]],
    shortcut: [1, 512, 2],
  });
});

Deno.test("blocks of every depth are the authors', the 152 with 4 blocks in its second layer", () => {
  const perLayer = (depth: 18 | 34 | 50 | 101 | 152) => {
    const names = residualBlocks({ depth, cut: 4 }).map((block) => block.convolutions[0]!.name);
    return [1, 2, 3, 4].map((layer) =>
      names.filter((name) => name.startsWith(`backbone.layer${layer}.`)).length
    );
  };
  assertEquals(perLayer(18), [2, 2, 2, 2]);
  assertEquals(perLayer(34), [3, 4, 6, 3]);
  assertEquals(perLayer(50), [3, 4, 6, 3]);
  assertEquals(perLayer(101), [3, 4, 23, 3]);
  assertEquals(perLayer(152), [3, 4, 36, 3]);
});

Deno.test("initial bounds follow the inputs that an output sees", () => {
  const bound = (backbone: Backbone, name: string) => {
    const { declarations } = planBackbone(backbone, IMAGE);
    const initial = declarations.find((one) => one.name === name)?.initial;
    return initial?.kind === "uniform" ? initial.bound : null;
  };
  const wide: Backbone = { kind: "shallow-wide", width: 64 };
  assertEquals(bound(wide, "backbone.wide.bias"), 1 / 3);
  // Two channels a group, 9 taps.
  assertEquals(bound(wide, "backbone.grouped.weight"), 1 / Math.sqrt(18));
  assertEquals(bound(wide, "backbone.grouped.bias"), 1 / Math.sqrt(18));
  const bottleneck: Backbone = { kind: "resnet", depth: 50, cut: 1 };
  assertEquals(bound(bottleneck, "backbone.layer1.0.third.weight"), 1 / 8);
  assertEquals(bound({ kind: "mnist", width: 4 }, "backbone.second.bias"), 1 / 6);
});

Deno.test("FLOPs count two per multiply-add of every convolution", () => {
  const flops = (backbone: Backbone) => planBackbone(backbone, IMAGE).flops;
  // 32x32 places by 9 taps to 8 channels, then 16x16 by 9 taps from 8 to 8.
  assertEquals(flops({ kind: "mnist", width: 8 }), 2 * (1024 * 9 * 8 + 256 * 72 * 8));
  // 16x16 places: 9 taps to 128 channels, then 9 taps of 2 channels a group to 128.
  assertEquals(flops({ kind: "shallow-wide", width: 64 }), 2 * 256 * (9 * 128 + 18 * 128));
  assertEquals(flops({ kind: "parity", width: 8 }), 0);
});
