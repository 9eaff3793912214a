import { assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { channelStatistics } from "../../../datasets/channel_statistics.ts";
import { normaliseBatch } from "../../../datasets/normalise_batch.ts";
import { patternBytes, SMALL_FACTS } from "./small_data.ts";

const size = SMALL_FACTS.height * SMALL_FACTS.width * SMALL_FACTS.channels;
const split = { images: patternBytes(4 * size), labels: Uint16Array.of(0, 1, 2, 0), examples: 4 };

Deno.test("normaliseBatch() normalises each channel by its own mean and deviation", () => {
  const facts = { height: 1, width: 2, channels: 2, mean: [0.2, 0.4], standardDeviation: [0.5, 2] };
  const images = Uint8Array.of(0, 0, 255, 255);
  const batch = normaliseBatch({ images, labels: Uint16Array.of(0), examples: 1 }, [0], facts);
  // (0 - 0.2) / 0.5, (0 - 0.4) / 2, (1 - 0.2) / 0.5, (1 - 0.4) / 2
  assertEquals([...batch], [-0.4, -0.2, 1.6, 0.3].map(Math.fround));
});

Deno.test("normaliseBatch() gathers the examples in the order given, repeats included", () => {
  const indices = Uint32Array.of(2, 0, 2);
  const batch = normaliseBatch(split, indices, SMALL_FACTS);
  assertEquals(batch.length, 3 * size);
  batch.forEach((value, position) => {
    const channel = position % SMALL_FACTS.channels;
    const pixel = split.images[indices[Math.floor(position / size)]! * size + position % size]!;
    assertEquals(
      value,
      Math.fround(
        (pixel / 255 - SMALL_FACTS.mean[channel]!) / SMALL_FACTS.standardDeviation[channel]!,
      ),
    );
  });
});

Deno.test("normaliseBatch() by the measured statistics gives mean 0 and deviation 1", () => {
  const statistics = channelStatistics(split, 2);
  const batch = normaliseBatch(split, [0, 1, 2, 3], { ...SMALL_FACTS, ...statistics });
  for (const channel of [0, 1]) {
    const values = batch.filter((_, position) => position % 2 === channel);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const square = values.reduce((sum, value) => sum + value ** 2, 0) / values.length;
    assertAlmostEquals(mean, 0, 1e-6);
    assertAlmostEquals(square, 1, 1e-6);
  }
});

Deno.test("normaliseBatch() refuses an example outside the split", () => {
  for (const index of [-1, 4, 0.5, NaN]) {
    assertThrows(() => normaliseBatch(split, [0, index], SMALL_FACTS), RangeError, `${index}`);
  }
});

Deno.test("normaliseBatch() refuses facts without a mean for each channel", () => {
  assertThrows(() => normaliseBatch(split, [0], { ...SMALL_FACTS, mean: [0] }), RangeError);
});
