/** Exports of ../assembly, written by `deno task build:kernels`. @module */

/** SHA-256 of the sources that the builds were made from. */
export const SOURCE_HASH = "18398ab273de538482bc0208db599dd32132207674b93c6c47d96cbb6c27823d";

/** The exported functions; addresses are bytes, strides and counts are floats. */
export interface KernelFunctions {
  initialise(log2E: number, rounder: number, ln2High: number, ln2Low: number, exp6: number, exp5: number, exp4: number, exp3: number, exp2: number, half: number, one: number, expLimit: number): void;
  product(a: number, b: number, c: number, rows: number, panels: number, inner: number, bPanelStride: number, cPanelStride: number, bias: number, accumulate: number): void;
  packLeft(a: number, out: number, rows: number, inner: number, rowStride: number, innerStride: number): void;
  contraction(y: number, x: number, out: number, rows: number, columns: number, ticks: number, panels: number, yTickStride: number, xTickStride: number, yPanelStride: number, xPanelStride: number, outStride: number, accumulate: number, block: number): void;
  clear(start: number, count: number): void;
  packPanel(x: number, rowStride: number, panel: number, features: number, examples: number): void;
  unpackPanel(panel: number, x: number, rowStride: number, features: number, examples: number): void;
  repeatRows(values: number, out: number, rows: number, panels: number, panelStride: number, rowStride: number): void;
  sumOverExamples(y: number, out: number, rows: number, ticks: number, panels: number, tickStride: number, panelStride: number, rowStride: number, accumulate: number): void;
  sumLanesOfRows(x: number, out: number, rows: number, accumulate: number): void;
  scale(x: number, out: number, count: number, factor: number): void;
  addTo(x: number, out: number, count: number): void;
  multiply(x: number, y: number, out: number, count: number): void;
  dotProduct(x: number, y: number, count: number): number;
  peak(rounds: number, factor: number, summand: number): number;
}
