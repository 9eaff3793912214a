/**
 * What tests read off a page, as expressions that the browser evaluates: Deno has no types for a
 * page's globals.
 */

/** Bottom ends of the elements that a reader should see first, in pixels. */
export const FIRST_SCREEN = `
  [...document.querySelectorAll(".verdict, #chart-forest > svg")]
    .map((element) => element.getBoundingClientRect().bottom)
`;

/** Colour of the page. */
export const BACKGROUND = "getComputedStyle(document.body).backgroundColor";

/** Width that the page would need. */
export const NEEDED_WIDTH = "document.documentElement.scrollWidth";

/** Opacity of every visible mark of a chart that is about `model` alone. */
export function opacitiesOf(model: string): string {
  return `
    [...document.querySelectorAll('figure svg [data-model="${model}"]')]
      .filter((mark) => mark.getAttribute("opacity") !== "0")
      .map((mark) => {
        // The fading takes a moment, which is not what is tested.
        for (const animation of mark.getAnimations()) animation.finish();
        return Number(getComputedStyle(mark).opacity);
      })
  `;
}

/** A text of a chart and its contrast with the page. */
export interface Contrast {
  readonly text: string;
  readonly contrast: number;
}

/** {@link Contrast} of every text of the charts, but for text upon coloured cells. */
export const CONTRASTS = `
  (() => {
    const luminance = (colour) => {
      const [red, green, blue] = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => {
        const value = Number(part) / 255;
        return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ground = luminance(getComputedStyle(document.body).backgroundColor);
    return [...document.querySelectorAll("figure svg text")]
      .filter((text) => !/^#(101010|fefefe)$/.test(text.getAttribute("fill") ?? ""))
      .map((text) => {
        const ink = luminance(getComputedStyle(text).fill);
        const [light, dark] = ink > ground ? [ink, ground] : [ground, ink];
        return {
          text: text.closest("figure").id + ": " + text.textContent,
          contrast: (light + 0.05) / (dark + 0.05),
        };
      });
  })()
`;

/** Place of a panel of a chart, in pixels. */
export interface Panel {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The {@link Panel}s of the chart of `name`. */
export function panelsOf(name: string): string {
  return `
    [...document.querySelectorAll("#chart-${name} > svg path.background")]
      .map((path) => path.getBoundingClientRect())
      .filter(({ width }) => width > 100)
      .map(({ x, y, width, height }) => ({ x, y, width, height }))
  `;
}
