import { initWasm, Resvg } from "@resvg/resvg-wasm";
import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { FontFace } from "./font.ts";
import { FONT_FAMILY, THEME } from "./theme.ts";

/** A chart as files. */
export interface RenderedChart {
  readonly svg: string;
  /** Twice the size of the SVG. */
  readonly png: Uint8Array;
  /** What Vega complained about, and characters that the font lacks; empty for a sound chart. */
  readonly warnings: readonly string[];
}

/** Pixels of the PNG per unit of the SVG. */
const ZOOM = 2;

/** The rasteriser's module is process-wide and refuses to be initialised twice. */
let rasteriser: Promise<void> | undefined;

/**
 * Renders a Vega-Lite specification with inlined data, without a browser, the network or the
 * system's fonts: equal specifications give equal bytes.
 *
 * @param name Prefix of the ids inside the SVG, so that several can stand in one page.
 * @param font From {@link loadFont}.
 * @throws {Error} If the specification does not compile.
 */
export async function renderChart(
  name: string,
  spec: TopLevelSpec,
  font: readonly FontFace[],
): Promise<RenderedChart> {
  const warnings: string[] = [];
  const logger = collectingLogger(warnings);
  const lacking = measureTextWith(font);
  const compiled = compile(spec, { config: THEME, logger }).spec;
  vega.resetSVGDefIds();
  const view = new vega.View(vega.parse(compiled), { renderer: "none", logger });
  const svg = prefixIds(name, await view.toSVG());
  view.finalize();
  if (lacking.size > 0) warnings.push(`The font lacks ${[...lacking].join(" ")}`);
  return { svg, png: await rasterise(svg, font), warnings };
}

/**
 * Makes Vega measure text by the font's own advances.
 *
 * @returns The characters met that the font has no glyph for, filled in as text is measured.
 */
function measureTextWith(font: readonly FontFace[]): Set<string> {
  const lacking = new Set<string>();
  const regular = font.find((face) => face.weight === 400);
  const bold = font.find((face) => face.weight === 600);
  if (!regular || !bold) {
    throw new RangeError("Cannot measure text: weights 400 and 600 are needed");
  }
  textMeasure().width = (item, text) => {
    const line = String(text ?? item.text ?? "").trim();
    const face = item.fontWeight === "bold" || Number(item.fontWeight) >= 600 ? bold : regular;
    for (const character of line) if (!face.metrics.has(character)) lacking.add(character);
    return face.metrics.width(line, item.fontSize ?? 11);
  };
  return lacking;
}

/** Vega's replaceable text measure, which its types leave out. */
function textMeasure(): { width: (item: TextItem, text?: string) => number } {
  const { textMetrics } = vega as unknown as { textMetrics: ReturnType<typeof textMeasure> };
  return textMetrics;
}

interface TextItem {
  readonly text?: unknown;
  readonly fontSize?: number;
  readonly fontWeight?: string | number;
}

async function rasterise(svg: string, font: readonly FontFace[]): Promise<Uint8Array> {
  rasteriser ??= Deno.readFile(new URL(import.meta.resolve("@resvg/resvg-wasm/index_bg.wasm")))
    .then((module) => initWasm(module));
  await rasteriser;
  const image = new Resvg(svg, {
    // Without any font the rasteriser would drop all text without an error.
    font: {
      fontBuffers: font.map((face) => face.woff2),
      defaultFontFamily: FONT_FAMILY,
      sansSerifFamily: FONT_FAMILY,
    },
    fitTo: { mode: "zoom", value: ZOOM },
    background: "white",
  });
  const rendered = image.render();
  const png = rendered.asPng();
  rendered.free();
  image.free();
  return png;
}

function prefixIds(name: string, svg: string): string {
  return svg.replaceAll(/ id="([^"]+)"/g, ` id="${name}-$1"`)
    .replaceAll(/url\(#([^)]+)\)/g, `url(#${name}-$1)`);
}

function collectingLogger(warnings: string[]): vega.LoggerInterface {
  const collect = (...parts: readonly unknown[]) => {
    warnings.push(parts.map(String).join(" "));
    return logger;
  };
  const ignore = () => logger;
  // Vega asks for the level with no argument and sets it with one.
  function level(value: number): vega.LoggerInterface;
  function level(): number;
  function level(value?: number): vega.LoggerInterface | number {
    return value === undefined ? vega.Warn : logger;
  }
  const logger: vega.LoggerInterface = {
    level,
    error: collect,
    warn: collect,
    info: ignore,
    debug: ignore,
  };
  return logger;
}
