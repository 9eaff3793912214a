import type { Problem } from "../contract/mod.ts";
import { crossEntropyByTick } from "./cross_entropy.ts";
import { positionwise } from "./positionwise.ts";
import type { Readout } from "./two_tick_loss.ts";

/** One class per example: cross-entropy at two ticks. */
export function classification(readout: Readout = "most certain"): Problem {
  return positionwise(readout, crossEntropyByTick);
}
