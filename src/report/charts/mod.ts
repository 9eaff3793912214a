import { accuracyByFlops } from "./accuracy_by_flops.ts";
import { accuracyBySeconds } from "./accuracy_by_seconds.ts";
import { accuracyByTick } from "./accuracy_by_tick.ts";
import { accuracyByTicks } from "./accuracy_by_ticks.ts";
import { adaptiveCompute } from "./adaptive_compute.ts";
import { attention } from "./attention.ts";
import { budgetForest } from "./budget_forest.ts";
import type { Chart } from "./chart.ts";
import { expectedBestChart } from "./expected_best.ts";
import { forest } from "./forest.ts";
import { learningCurves } from "./learning_curves.ts";
import { neuronActivity } from "./neuron_activity.ts";
import { reliability } from "./reliability.ts";
import { robustness } from "./robustness.ts";
import { syncByTicks } from "./sync_by_ticks.ts";
import { ticksUsed } from "./ticks_used.ts";

/** Every chart of a report. To add one, write its file and name it here. */
export const CHARTS: readonly Chart[] = [
  forest,
  budgetForest,
  expectedBestChart,
  accuracyByFlops,
  accuracyBySeconds,
  accuracyByTick,
  adaptiveCompute,
  ticksUsed,
  reliability,
  robustness,
  accuracyByTicks,
  syncByTicks,
  learningCurves,
  neuronActivity,
  attention,
];
