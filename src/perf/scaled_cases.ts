import { MAP, SMALL, SMALL_BATCH } from "./cases.ts";
import { type Options, type PerfCase, perfCase } from "./perf_case.ts";

/** Quantities that a CTM's cost is measured against, with the letters of the paper. */
export const SCALED = ["T", "D", "B", "J", "M"] as const;

/** One of {@link SCALED}. */
export type Scaled = (typeof SCALED)[number];

/** `small` with one quantity changed. */
export interface ScaledCase {
  readonly quantity: Scaled;
  readonly value: number;
  readonly perfCase: PerfCase;
}

const SCALES: { readonly [quantity in Scaled]: readonly number[] } = {
  T: [5, 10, 20, 40],
  D: [64, 128, 256, 512],
  B: [8, 16, 32, 64, 128],
  J: [16, 64, 256, 1024],
  M: [5, 10, 20, 40],
};

/** The value that a quantity has in `small`. */
export function smallValue(quantity: Scaled): number {
  const { ticks, neurons, outputPairs, memoryLength } = SMALL;
  return { T: ticks, D: neurons, B: SMALL_BATCH, J: outputPairs, M: memoryLength }[quantity];
}

/** The CTM of `small`, with each of the quantities in turn at several values. */
export function scaledCases(): ScaledCase[] {
  return SCALED.flatMap((quantity) =>
    SCALES[quantity].map((value) => ({
      quantity,
      value,
      perfCase: perfCase({
        name: `${quantity}=${value}`,
        description: `small with ${quantity} = ${value}`,
        batchSize: quantity === "B" ? value : SMALL_BATCH,
        input: MAP,
        ctm: { ...SMALL, ...scaledOption(quantity, value) },
        matched: false,
      }),
    }))
  );
}

function scaledOption(quantity: Scaled, value: number): Options {
  switch (quantity) {
    case "T":
      return { ticks: value };
    case "D":
      return { neurons: value };
    case "B":
      return {};
    case "J":
      return { outputPairs: value, actionPairs: value };
    case "M":
      return { memoryLength: value };
    default:
      return quantity satisfies never;
  }
}
