import { type Declaration, declareLinear, declareNorm, parameter } from "./declaration.ts";
import type { FeatureShape } from "./layer_plan.ts";

/** Learned combinations of the two coordinates. */
const FREQUENCIES = 128;

/** Width behind the gate. */
const HIDDEN = 64;

/** How wide the frequencies of a single embedding are drawn. */
const SCALE = 1 / 2.5;

/** How wide those of each of several combined embeddings are drawn: evenly from 1 down to 0.1. */
export const FOURIER_SCALES: readonly number[] = Array.from(
  { length: 10 },
  (_, i) => 1 - 0.1 * i,
);

/**
 * Parameters of learnable Fourier features.
 *
 * @param scale The frequencies are normal with standard deviation `scale ** -2`.
 */
export function declareFourier(name: string, channels: number, scale = SCALE): Declaration[] {
  return [
    parameter(`${name}.frequencies`, [2, FREQUENCIES], {
      kind: "normal",
      standardDeviation: scale ** -2,
    }),
    ...declareLinear(`${name}.first`, 2 * FREQUENCIES, 2 * HIDDEN),
    ...declareLinear(`${name}.second`, HIDDEN, channels),
    ...declareNorm(`${name}.norm`, channels),
  ];
}

/** Forward FLOPs of one embedding of a map. */
export function fourierFlops({ height, width, channels }: FeatureShape): number {
  const perPlace = 2 * FREQUENCIES + 2 * FREQUENCIES * 2 * HIDDEN + HIDDEN * channels;
  return 2 * height * width * perPlace;
}
