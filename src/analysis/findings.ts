import type { Challenge } from "../spec/mod.ts";
import type { NightRecord } from "../spec/night_record.ts";
import type { AdaptiveFindings } from "./adaptive.ts";
import type { CalibrationFindings } from "./calibration.ts";
import type { RobustnessFindings } from "./robustness.ts";
import type { Comparison } from "./comparison.ts";
import type { BudgetFindings } from "./budget_findings.ts";
import type { ExploratoryFindings } from "./exploratory.ts";
import type { SecondaryStatistics } from "./secondary.ts";
import type { SanityGate } from "./sanity_gate.ts";
import type { TuningFindings } from "./tuning_findings.ts";
import type { ClaimFindings } from "./claim_findings.ts";

/** Everything that the analysis of a study found, one entry for each topic of the report. */
export interface Findings {
  /** The primary comparisons under the primary budget. */
  readonly comparisons: readonly Comparison[];
  /** The verdicts under each budget, or `null` where there is only the primary one. */
  readonly budgets: BudgetFindings | null;
  /** The claim that the study is part of, or `null`. */
  readonly claim: ClaimFindings | null;
  /** Statistics beside each of {@link comparisons}, in the same order. */
  readonly secondary: readonly SecondaryStatistics[];
  /** The cells of the sweep, which have no verdict; `null` without any. */
  readonly exploratory: ExploratoryFindings | null;
  /** How well probabilities match what happens; `null` without predictions. */
  readonly calibration: CalibrationFindings | null;
  /** Stopping as soon as the model is certain enough; `null` where nothing has several ticks. */
  readonly adaptive: AdaptiveFindings | null;
  /** Accuracy on corrupted test images; `null` where none were asked for. */
  readonly robustness: RobustnessFindings | null;
  /** Whether each compared model has learned, by trial label. */
  readonly gates: readonly SanityGate[];
  /** How the models' settings were found; `null` for a study that was not tuned. */
  readonly tuning: TuningFindings | null;
  /** What skeptics of the verdicts found. */
  readonly challenges: readonly Challenge[];
  /** How the night compares with the baseline night; `null` for a study of no night. */
  readonly night: NightRecord | null;
}

/** A study about which nothing was found, to start from. */
export const NO_FINDINGS: Findings = {
  comparisons: [],
  budgets: null,
  claim: null,
  secondary: [],
  exploratory: null,
  calibration: null,
  adaptive: null,
  robustness: null,
  gates: [],
  tuning: null,
  challenges: [],
  night: null,
};
