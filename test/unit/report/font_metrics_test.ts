import { Resvg } from "@resvg/resvg-wasm";
import { assert, assertAlmostEquals, assertEquals, assertFalse, assertThrows } from "@std/assert";
import { loadFont } from "../../../src/report/font.ts";
import { readFontMetrics } from "../../../src/report/font_metrics.ts";
import { renderChart } from "../../../src/report/render.ts";

const font = await loadFont();

Deno.test("readFontMetrics() gives the widths that the rasteriser draws", async () => {
  // Rendering once initialises the rasteriser.
  await renderChart("empty", { data: { values: [{}] }, mark: "point", encoding: {} }, font);
  for (const face of font) {
    // A bar at each end of the text is measured too, so that side bearings do not count.
    const widthOf = (text: string) => {
      const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="60"><text x="10" ` +
        `y="40" font-family="Inter" font-weight="${face.weight}" font-size="20">${text}</text></svg>`;
      const image = new Resvg(svg, { font: { fontBuffers: font.map(({ woff2 }) => woff2) } });
      const box = image.getBBox();
      image.free();
      return box?.width ?? 0;
    };
    const inner = "accuracy 0123456789 ± 97.5 % − × ‹›";
    const drawn = widthOf(`|${inner}|`) - widthOf("||");
    // Kerning, which the metrics leave out, makes 1.1 % here.
    assertAlmostEquals(face.metrics.width(inner, 20) / drawn, 1, 0.02);
  }
});

Deno.test("readFontMetrics() scales with the size and knows what the font lacks", () => {
  const { metrics } = font[0]!;
  assertAlmostEquals(metrics.width("tick", 22), 2 * metrics.width("tick", 11), 1e-9);
  assertEquals(metrics.width("", 11), 0);
  assert(metrics.has("−"));
  assertFalse(metrics.has("漢"));
});

Deno.test("readFontMetrics() refuses what is not a font", () => {
  assertThrows(() => readFontMetrics(new Uint8Array(100)), RangeError, "wOFF");
  assertThrows(() => readFontMetrics(new Uint8Array(3)), RangeError, "wOFF");
});
