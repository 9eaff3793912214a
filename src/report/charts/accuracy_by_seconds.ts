import { paretoChart } from "./pareto_chart.ts";

/** Test accuracy against the measured seconds of training, with the Pareto front of the means. */
export const accuracyBySeconds = paretoChart({
  kind: "seconds",
  name: "accuracy_by_seconds",
  words: "measured seconds of training",
  unit: "s",
  front: "On the Pareto front of the means by seconds",
  note:
    "Without the first step and without evaluation. Comparable on one machine and backend only.",
});
