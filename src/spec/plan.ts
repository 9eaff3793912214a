import type { Budget } from "./budget.ts";
import type { BackendName, RunSpec } from "./run_spec.ts";
import type { Cell, SweepSpec, TrialRole } from "./sweep_spec.ts";

/** Runs that differ only in their seed. */
export interface Trial {
  /** Unique within the plan: `ctm`, `ctm ticks=4 sync=16`, `lstm`, `cnn`. */
  readonly label: string;
  /** Name of the model in the catalog. */
  readonly model: string;
  readonly role: TrialRole;
  readonly cell: Cell;
  /** Trainable parameters, counted from the model's own declarations. */
  readonly parameters: number;
  /** Counted forward FLOPs of one example (2 per multiply-add). */
  readonly flopsPerExample: number;
  /** `parameters` over those of the reference CTM, or 1 where there is none. */
  readonly parameterRatio: number;
  /** `flopsPerExample` over those of the reference CTM, or 1 where there is none. */
  readonly flopRatio: number;
  /** What the matching solver chose, for example `width=83`; empty where it chose nothing. */
  readonly matched: string;
}

/** One run in the order of execution. */
export interface PlannedRun {
  readonly id: string;
  /** Index into `trials`. */
  readonly trial: number;
  readonly spec: RunSpec;
}

/** What a further plan of a study changes, for the same models and seeds. */
export type PlanVariant =
  /** Another budget. */
  | { readonly kind: "budget"; readonly budget: Budget }
  /** The best settings of the first `trials` of the search. */
  | { readonly kind: "tuning"; readonly trials: number }
  /** The loser of a comparison with the settings that a longer search found. */
  | { readonly kind: "challenge"; readonly number: number };

/** A resolved study: written before the first run, read by the executor and the report. */
export interface Plan {
  readonly schema: 1;
  /** `null` for the main plan of a study. */
  readonly variant: PlanVariant | null;
  readonly sweep: SweepSpec;
  readonly backend: { readonly name: BackendName; readonly reason: string };
  readonly data: { readonly sha256: string };
  readonly code: string;
  readonly trials: readonly Trial[];
  /** Models interleaved within each seed. */
  readonly runs: readonly PlannedRun[];
}

/** Seconds of one run by measured parts, from a probe of a few steps. */
export interface CostEstimate {
  /** Process start, data, model, first (compiling) step. */
  readonly startup: number;
  readonly secondsPerStep: number;
  readonly steps: number;
  readonly evaluation: number;
  readonly total: number;
}
