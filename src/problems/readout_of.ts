import type { Readout } from "./two_tick_loss.ts";

/**
 * The readout of a model for the option `readout` of a problem.
 *
 * @param model Its name in the catalog.
 * @param lstmReadsLast Whether the authors read their LSTM at its last tick in this problem.
 *
 * Source: the authors' training scripts (specification, section 3.2).
 */
export function readoutOf(
  option: "paper" | Readout,
  model: string,
  { lstmReadsLast }: { readonly lstmReadsLast: boolean },
): Readout {
  if (option !== "paper") return option;
  return lstmReadsLast && model === "lstm" ? "last" : "most certain";
}
