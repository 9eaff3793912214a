import { paretoChart } from "./pareto_chart.ts";

/** Test accuracy against all FLOPs spent on training, with the Pareto front of the means. */
export const accuracyByFlops = paretoChart({
  kind: "flops",
  name: "accuracy_by_flops",
  words: "total training FLOPs",
  unit: "FLOPs",
  front: "On the Pareto front of the means",
  note: null,
});
