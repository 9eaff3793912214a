/** A closed interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** The four states; exactly one holds (statistical protocol 3.3). */
export type Verdict = "leads" | "matches" | "trails" | "inconclusive";

/**
 * The paired estimate in one scope. `population`: new seeds and new examples (two-way, protocol 3.2);
 * `benchmark`: new seeds, these very examples (paired t over seeds).
 */
export interface ScopeEstimate {
  readonly scope: "population" | "benchmark";
  /** Mean paired difference, left - right. */
  readonly mean: number;
  readonly standardError: number;
  readonly degreesOfFreedom: number;
  /** I_diff, `1 - alpha / m` two-sided. */
  readonly difference: Interval;
  /** I_eq, `1 - 2 alpha / m` two-sided: inside the margin means equivalence at `alpha / m`. */
  readonly equivalence: Interval;
  /** Two-sided p of no difference, unadjusted. */
  readonly p: number;
  /** p of the two one-sided tests against the margin, unadjusted. */
  readonly pEquivalence: number;
}

/** Where a comparison with planned looks stands (statistical protocol 3.7). */
export interface LookReport {
  /** Numbers of seeds at which a verdict may be given, rising. */
  readonly planned: readonly number[];
  /** Paired seeds that are there. */
  readonly available: number;
  /** Seeds of the look that the verdict is of; `null` before the first look. */
  readonly at: number | null;
  /** One-sided levels of that look's tests and intervals; `null` before the first look. */
  readonly tails: { readonly difference: number; readonly equivalence: number } | null;
  /** Whether this is a look: otherwise more seeds are there, and the verdict is that of `at`. */
  readonly formal: boolean;
  /** Seeds of the next look; `null` after the last. */
  readonly next: number | null;
  /** The seeds that the next look waits for. */
  readonly waitingFor: readonly number[];
  /** At every look so far. */
  readonly verdicts: readonly { readonly seeds: number; readonly verdict: Verdict }[];
  /** The estimate of all paired seeds where this is no look; its level is that of a single test. */
  readonly interim: ScopeEstimate | null;
}

/**
 * One paired comparison of two trials on one data set. Accuracies and differences are fractions
 * (0.01 = one percentage point), left minus right.
 */
export interface Comparison {
  /** Trial label of the model that the verdict is about. */
  readonly left: string;
  /** Trial label of the baseline. */
  readonly right: string;
  readonly dataset: string;
  /** Seeds present on both sides, ascending. */
  readonly seeds: readonly number[];
  /** Test examples per seed. */
  readonly examples: number;
  /** Mean over the paired seeds; NaN without any. */
  readonly leftAccuracy: number;
  readonly rightAccuracy: number;
  readonly perSeed: readonly {
    readonly seed: number;
    readonly left: number;
    readonly right: number;
    readonly difference: number;
  }[];
  /** The scope that was to be primary; without per-example predictions it is the benchmark. */
  readonly scope: ScopeEstimate["scope"];
  /** `null` where no per-example predictions exist or fewer than 2 seeds. */
  readonly population: ScopeEstimate | null;
  /** `null` with fewer than 2 seeds. */
  readonly benchmark: ScopeEstimate | null;
  /**
   * Estimated variances of one outcome difference by source; `null` like `population`. Those of
   * seed and example may be negative, and then count as 0 in the standard error.
   */
  readonly variance:
    | { readonly seed: number; readonly example: number; readonly residual: number }
    | null;
  readonly alpha: number;
  /** m, the number of primary comparisons that share `alpha`. */
  readonly comparisons: number;
  /** Equivalence margin. */
  readonly margin: number;
  /** Where the margin comes from, one sentence. */
  readonly marginReason: string;
  /** The smallest margin for which `matches` would hold, max |I_eq|; `null` without an interval. */
  readonly marginNeeded: number | null;
  readonly verdict: Verdict;
  /** For leads and trails: the interval lies wholly beyond the margin. */
  readonly clear: boolean;
  /** Sign of a difference that excludes 0, also under `matches`; 0 for `inconclusive`. */
  readonly sign: -1 | 0 | 1;
  /** Why there can be no verdict whatever the numbers say; `null` when nothing is in the way. */
  readonly obstacle: string | null;
  /** Why this verdict; for `inconclusive` what is in the way. One sentence. */
  readonly reason: string;
  /** What would decide it (seeds, examples); `null` when nothing is missing. One sentence. */
  readonly missing: string | null;
  /** Which source of noise is responsible where the two scopes disagree; otherwise `null`. */
  readonly scopeNote: string | null;
  /** Exact sign-flip p over the seed means; `null` with fewer than 2 or more than 20 seeds. */
  readonly signFlip: number | null;
  /** Realised correlation of the paired seed accuracies; `null` below 3 seeds or without variation. */
  readonly correlation: number | null;
  /** Where the planned looks stand; `null` for a study without. */
  readonly look: LookReport | null;
  /** The verdict at other margins. */
  readonly strip: readonly { readonly margin: number; readonly verdict: Verdict }[];
  /** Seeds or runs left out or counted at chance, with the reason. */
  readonly remarks: readonly string[];
}
