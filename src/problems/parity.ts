import type { Problem } from "../contract/mod.ts";
import { crossEntropyByTick } from "./cross_entropy.ts";
import { positionwise } from "./positionwise.ts";
import type { Readout } from "./two_tick_loss.ts";

/**
 * The parity of every prefix of a sequence: cross-entropy of two classes, averaged over positions,
 * at two ticks.
 *
 * Source: paper, section 6.1; specification, section 5.
 */
export function parity(readout: Readout = "most certain"): Problem {
  return positionwise(readout, crossEntropyByTick);
}
