import { assertEquals, assertGreater, assertNotEquals } from "@std/assert";
import { colourVariables, followTheme } from "../../../../src/report/page/chart_colours.ts";
import { darkColour, INK, modelColour, ON_COLOUR } from "../../../../src/report/theme.ts";
import { syntheticStudy } from "../../../support/synthetic_study.ts";

Deno.test("followTheme() makes variables of what differs in the dark, and nothing else", () => {
  const { svg, colours } = followTheme(
    `<path fill="#333333" stroke="white"/><path fill="rgb(1, 2, 3)"/><text fill="#101010">5</text>`,
  );
  assertEquals(
    svg,
    `<path fill="var(--c-333333)" stroke="var(--c-ffffff)"/>` +
      `<path fill="rgb(1, 2, 3)"/><text fill="#101010">5</text>`,
  );
  assertEquals(colours, ["#333333", "#ffffff"]);
});

Deno.test("colourVariables() declares each colour once, in short and long forms alike", () => {
  assertEquals(colourVariables(["#ddd", "#DDDDDD"], "light"), "--c-dddddd:#dddddd;");
  assertNotEquals(colourVariables(["#ddd"], "dark"), "--c-dddddd:#dddddd;");
});

Deno.test("darkColour() turns greys over and keeps what stands on coloured cells", () => {
  assertEquals(darkColour("#000000"), "#eeeeee");
  assertEquals(darkColour("#ffffff"), "#181818");
  assertEquals(darkColour(ON_COLOUR.bright), null);
  assertEquals(darkColour(ON_COLOUR.dark), null);
  assertEquals(darkColour("#fde725"), null, "a colour of a scale");
});

Deno.test("every text and every model can be told from the dark page, and models from each other", () => {
  const models = ["ctm", "lstm", "cnn", "gru", "mixer", "transformer", "mamba"];
  const { plan } = syntheticStudy({
    accuracies: Object.fromEntries(models.map((model) => [model, 0.8])),
  });
  const dark = models.map((model) => {
    const colour = modelColour(plan, model).toLowerCase();
    return darkColour(colour) ?? colour;
  });
  assertEquals(new Set(dark).size, models.length);
  for (const colour of dark) assertGreater(contrast(colour, "#181818"), 4, colour);
  for (const ink of [INK.strong, INK.text, INK.faint, INK.warning]) {
    assertGreater(contrast(darkColour(ink)!, "#181818"), 5, ink);
    assertGreater(contrast(ink, "#ffffff"), 5, ink);
  }
});

/** Contrast ratio of the Web Content Accessibility Guidelines 2.2. */
function contrast(one: string, other: string): number {
  const [dark, light] = [one, other].map(luminance).sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}
