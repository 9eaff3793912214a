import type { ForwardOptions, Prediction } from "../../src/contract/mod.ts";
import { lstmCore } from "../../src/kernels/mod.ts";
import {
  coreInputs,
  observeGivens,
  predictionOf,
  type Presented,
  reportTo,
} from "../../src/nn/mod.ts";
import type { Recurrence } from "./recurrence.ts";

/** The parameters of the ticks, by the first part of their names. */
const PARTS = ["keyValue", "query", "attention", "lstm", "start", "output"];

/**
 * All ticks of the LSTM baseline as one operation, or `null` if the active backend has no kernel for
 * it.
 *
 * @param presented What the ticks read.
 */
export function fusedRecurrence(
  { options, parameters, shape, dropout }: Recurrence,
  presented: Presented,
  { mode, step, observe }: ForwardOptions,
): Prediction | null {
  const logits = lstmCore(coreInputs(parameters, presented, { parts: PARTS }), {
    width: options.width,
    layers: options.layers,
    heads: options.heads,
    answers: shape.positions * shape.classes,
    sources: presented.sources,
    dropRate: options.dropout,
    mask: dropout.masks(mode, step),
    report: reportTo(observe),
  });
  if (logits === null) return null;
  observeGivens(observe, presented);
  return predictionOf(logits, shape);
}
