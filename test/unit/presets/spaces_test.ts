import { assertEquals } from "@std/assert";
import { defaultSpaces, PRESETS } from "../../../src/catalog.ts";
import { requireEqualDimensions } from "../../../src/cli/tune/read_spaces.ts";
import { edgeOf, searchSpaceSchema } from "../../../src/spec/mod.ts";

Deno.test("all models have the same space, and the presets' learning rates lie inside", () => {
  const spaces = defaultSpaces(["ctm", "lstm", "cnn"]);
  requireEqualDimensions(spaces);
  const [ctm, lstm, cnn] = [...spaces.values()];
  assertEquals([lstm, cnn], [ctm, ctm]);
  assertEquals(searchSpaceSchema.parse(ctm), ctm);
  const rate = ctm!.dimensions.find(({ setting }) => setting === "optimiser.learningRate")!;
  for (const { name, sweep } of PRESETS) {
    const value = Number(sweep.optimiser.options["learningRate"]);
    assertEquals(
      [value > rate.low, value < rate.high, edgeOf(rate, value)],
      [true, true, null],
      name,
    );
  }
});
