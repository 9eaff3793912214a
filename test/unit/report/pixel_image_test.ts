import { assertEquals, assertThrows } from "@std/assert";
import { decode } from "fast-png";
import { pixelImage } from "../../../src/report/pixel_image.ts";

function decodeUri(uri: string) {
  return decode(Uint8Array.fromBase64(uri.replace("data:image/png;base64,", "")));
}

Deno.test("pixelImage() enlarges every pixel to a square of the same value", () => {
  const image = { height: 1, width: 2, channels: 1, pixels: [10, 200] };
  const { width, height, data } = decodeUri(pixelImage(image, 4));
  assertEquals([width, height], [4, 2]);
  assertEquals([...data], [10, 10, 200, 200, 10, 10, 200, 200]);
});

Deno.test("pixelImage() keeps the order of colours", () => {
  const image = { height: 1, width: 1, channels: 3, pixels: [1, 2, 3] };
  const { channels, data } = decodeUri(pixelImage(image, 1));
  assertEquals(channels, 3);
  assertEquals([...data], [1, 2, 3]);
});

Deno.test("pixelImage() refuses other numbers of channels", () => {
  const image = { height: 1, width: 1, channels: 2, pixels: [1, 2] };
  assertThrows(() => pixelImage(image, 8), RangeError, "2 channels");
});
