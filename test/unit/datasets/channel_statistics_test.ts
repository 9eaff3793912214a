import { assertAlmostEquals, assertEquals } from "@std/assert";
import { channelStatistics } from "../../../datasets/channel_statistics.ts";
import { classCounts } from "../../../datasets/class_counts.ts";

Deno.test("channelStatistics() measures each channel with divisor n", () => {
  // Channel 0: 0, 255 -> mean 1/2, deviation 1/2. Channel 1: 51, 153 -> 0.2 and 0.6: 0.4, 0.2.
  const split = { images: Uint8Array.of(0, 51, 255, 153), labels: Uint16Array.of(0), examples: 1 };
  const { mean, standardDeviation } = channelStatistics(split, 2);
  assertEquals([mean.length, standardDeviation.length], [2, 2]);
  assertAlmostEquals(mean[0]!, 0.5, 1e-12);
  assertAlmostEquals(standardDeviation[0]!, 0.5, 1e-12);
  assertAlmostEquals(mean[1]!, 0.4, 1e-12);
  assertAlmostEquals(standardDeviation[1]!, 0.2, 1e-12);
});

Deno.test("classCounts() counts also the classes that do not occur", () => {
  assertEquals([...classCounts(Uint16Array.of(2, 0, 2), 4)], [1, 0, 2, 0]);
});
