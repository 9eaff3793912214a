import { type FontMetrics, readFontMetrics } from "./font_metrics.ts";

/** The weights that charts and the report use. */
export const FONT_WEIGHTS = [400, 600] as const;

/** One of {@link FONT_WEIGHTS}. */
export type FontWeight = (typeof FONT_WEIGHTS)[number];

/** A weight of the shipped font Inter (SIL Open Font License 1.1). */
export interface FontFace {
  readonly weight: FontWeight;
  /** WOFF2, for the rasteriser and the page. */
  readonly woff2: Uint8Array<ArrayBuffer>;
  readonly metrics: FontMetrics;
}

/** Loads the Latin part of Inter in both weights from the installed package. */
export async function loadFont(): Promise<readonly FontFace[]> {
  return await Promise.all(FONT_WEIGHTS.map(async (weight) => {
    const [woff2, woff] = await Promise.all(
      ["woff2", "woff"].map((format) => Deno.readFile(new URL(fontFile(weight, format)))),
    );
    return { weight, woff2: woff2!, metrics: readFontMetrics(woff!) };
  }));
}

function fontFile(weight: FontWeight, format: string): string {
  return import.meta.resolve(`@fontsource/inter/files/inter-latin-${weight}-normal.${format}`);
}
