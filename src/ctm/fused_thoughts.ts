import type { ForwardOptions, Prediction } from "../contract/mod.ts";
import { ctmCore, type CtmCoreOptions } from "../kernels/mod.ts";
import { coreInputs, observeGivens, predictionOf, type Presented, reportTo } from "../nn/mod.ts";
import { asksAgain, type Machine } from "./machine.ts";

/** The parameters of the ticks, by the first part of their names. */
const PARTS = ["keyValue", "query", "attention", "synapse", "nlm", "start", "decay", "output"];

/**
 * All ticks of a CTM as one operation, or `null` if the active backend has no kernel for it.
 *
 * @param presented What the ticks read.
 */
export function fusedThoughts(
  { options, plan, parameters, entries, shape, dropout }: Machine,
  presented: Presented,
  { mode, step, observe }: ForwardOptions,
): Prediction | null {
  const asks = plan.synchronisation.action > 0;
  const core: CtmCoreOptions = {
    neurons: options.neurons,
    memoryLength: options.memoryLength,
    nlmWidth: options.nlmWidth,
    deepNlm: options.deepNlm,
    nlmNorm: options.nlmNorm,
    synapseDepth: options.synapseDepth,
    heads: options.heads,
    answers: shape.positions * shape.classes,
    pairs: entries,
    clipsDecay: !asks,
    sources: presented.sources,
    dropRate: options.dropout,
    nlmDropRate: options.nlmDropout ?? options.dropout,
    mask: dropout.masks(mode, step),
    report: reportTo(observe),
  };
  // No tick reads a decayed action if only the first one asks: then its parameter has no gradient.
  const untrained = asks && !asksAgain(presented) ? ["decay.action"] : [];
  const logits = ctmCore(coreInputs(parameters, presented, { parts: PARTS, untrained }), core);
  if (logits === null) return null;
  observeGivens(observe, presented);
  return predictionOf(logits, shape);
}
