import { accuracyByFlops } from "./accuracy_by_flops.ts";
import { accuracyByTick } from "./accuracy_by_tick.ts";
import { accuracyByTicks } from "./accuracy_by_ticks.ts";
import { attention } from "./attention.ts";
import type { Chart } from "./chart.ts";
import { forest } from "./forest.ts";
import { learningCurves } from "./learning_curves.ts";
import { neuronActivity } from "./neuron_activity.ts";
import { syncByTicks } from "./sync_by_ticks.ts";

/** Every chart of a report. To add one, write its file and name it here. */
export const CHARTS: readonly Chart[] = [
  forest,
  accuracyByFlops,
  accuracyByTick,
  accuracyByTicks,
  syncByTicks,
  learningCurves,
  neuronActivity,
  attention,
];
