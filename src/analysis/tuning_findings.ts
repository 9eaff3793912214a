import type { EdgeHit, ModelTuning, SearchSpace, Settings, Tuning } from "../spec/mod.ts";
import { bestTrial, edgeHits } from "../spec/mod.ts";
import type { Comparison, Verdict } from "./comparison.ts";
import { expectedBest } from "./expected_best.ts";

/** The search of one model, summarised. */
export interface ModelTuningFindings {
  readonly model: string;
  readonly space: SearchSpace;
  readonly trials: number;
  readonly diverged: number;
  /** The best of all its trials. */
  readonly best: {
    readonly position: number;
    readonly origin: "sampler" | "borrowed";
    readonly settings: Settings;
    /** On validation. */
    readonly accuracy: number;
  };
  /** Best settings on the edge of their range. */
  readonly edges: readonly EdgeHit[];
  /** Expected best validation accuracy of k trials, for k from 1 to all. */
  readonly expected: readonly { readonly trials: number; readonly accuracy: number }[];
}

/** The comparisons with the best settings of a search of some length. */
export interface TuningVerdicts {
  /** Trials of each model. */
  readonly trials: number;
  readonly comparisons: readonly Comparison[];
  /** Models whose best settings are already those of the whole search. */
  readonly sameBest: readonly string[];
}

/** One baseline under searches of several lengths. */
export interface TuningRow {
  /** Trial label of the baseline. */
  readonly baseline: string;
  /** The verdict for each length, in their order; `null` where there is none. */
  readonly verdicts: readonly (Verdict | null)[];
  /** Whether there is a verdict and it is the same for all of them. */
  readonly robust: boolean;
  /** Lengths whose decided verdict contradicts that of the whole search. */
  readonly flips: readonly number[];
}

/** How settings were found, and whether the verdict depends on how long was searched. */
export interface TuningFindings {
  readonly sha256: string;
  /** Trials of each model. */
  readonly trials: number;
  readonly sampler: string;
  readonly seed: number;
  readonly budget: Tuning["models"][number]["budget"];
  /** Where borrowed settings come from. */
  readonly borrowed: string | null;
  readonly models: readonly ModelTuningFindings[];
  /** From the shortest search to the whole one. */
  readonly verdicts: readonly TuningVerdicts[];
  readonly rows: readonly TuningRow[];
  /** What else a reader should know. */
  readonly notices: readonly string[];
}

/** Summarises the search of one model; `null` where no trial has a result. */
export function modelTuningFindings(search: ModelTuning): ModelTuningFindings | null {
  const { model, space, trials } = search;
  const best = bestTrial(trials);
  if (best === null) return null;
  const values = trials.flatMap(({ accuracy }) => accuracy ?? []);
  return {
    model,
    space,
    trials: trials.length,
    diverged: trials.filter(({ status }) => status === "diverged").length,
    best: {
      position: best.position,
      origin: best.origin,
      settings: best.settings,
      accuracy: best.accuracy!,
    },
    edges: edgeHits(space, best),
    expected: values.map((_, index) => ({
      trials: index + 1,
      accuracy: expectedBest(values, index + 1),
    })),
  };
}

/**
 * Puts the verdicts after searches of several lengths side by side. One that stays is called robust; an
 * inconclusive one neither agrees nor contradicts, and where the whole search gives none, nothing is
 * robust.
 *
 * @param verdicts From the shortest search to the whole one.
 *
 * Source: statistical protocol, 3.9.
 */
export function tuningRows(verdicts: readonly TuningVerdicts[]): TuningRow[] {
  const whole = verdicts.at(-1);
  if (whole === undefined) return [];
  return whole.comparisons.map(({ right: baseline, verdict: final }) => {
    const each = verdicts.map(({ comparisons }) =>
      comparisons.find(({ right }) => right === baseline)?.verdict ?? null
    );
    const flips = verdicts.flatMap(({ trials }, index) => {
      const verdict = each[index]!;
      const decided = verdict !== null && verdict !== "inconclusive" && final !== "inconclusive";
      return decided && verdict !== final ? [trials] : [];
    });
    return {
      baseline,
      verdicts: each,
      robust: final !== "inconclusive" && each.every((one) => one === final),
      flips,
    };
  });
}
