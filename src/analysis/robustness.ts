import { BenchError, EXIT } from "../spec/errors.ts";
import {
  type Corruption,
  CORRUPTIONS,
  type Robustness,
  type Strength,
  STRENGTHS,
} from "../spec/mod.ts";
import type { Interval } from "./comparison.ts";
import { describe, type Description, meanOf } from "./describe.ts";
import { holm } from "./multiplicity.ts";
import { pairedT } from "./paired_t.ts";
import { studentTTwoSided } from "./student_t.ts";

/** A trial with what its finished runs answer on corrupted examples. */
export interface CorruptedTrial {
  readonly label: string;
  readonly runs: readonly {
    readonly seed: number;
    /** A diverged run counts at chance level on every example. */
    readonly diverged: boolean;
    /** `null` for a diverged run, and where it was not measured. */
    readonly robustness: Robustness | null;
  }[];
}

/** How much accuracy corruptions cost. Exploratory: no verdict rests on it. */
export interface RobustnessFindings {
  /** Corrupted test examples, the same for every run. */
  readonly examples: number;
  readonly trials: readonly TrialRobustness[];
  /** The reference against each baseline. */
  readonly differences: readonly RobustnessDifference[];
}

/** Accuracies of one trial over its runs. */
export interface TrialRobustness {
  readonly label: string;
  /** On the same examples, uncorrupted. */
  readonly clean: Description;
  readonly cells: readonly {
    readonly corruption: Corruption;
    readonly strength: Strength;
    readonly accuracy: Description;
  }[];
  /** Means over strengths. */
  readonly corruptions: readonly {
    readonly corruption: Corruption;
    readonly accuracy: Description;
  }[];
  /** Mean over all corruptions and strengths. */
  readonly overall: Description;
}

/** A difference under one corruption, left minus right, averaged over strengths and paired by seed. */
export interface RobustnessDifference {
  readonly left: string;
  readonly right: string;
  /** `null` for the mean over all corruptions. */
  readonly corruption: Corruption | null;
  readonly seeds: readonly number[];
  /** Of accuracy on corrupted examples: positive favours left. */
  readonly accuracy: PairedDifference;
  /** Of the accuracy lost against the clean examples: negative favours left. */
  readonly loss: PairedDifference;
  /** Of `accuracy`, adjusted over all differences by Holm's method; `null` below 2 seeds. */
  readonly pHolm: number | null;
}

/** A mean paired difference over seeds: for new seeds and these very examples. */
export interface PairedDifference {
  readonly mean: number;
  /** `null` below 2 seeds. */
  readonly interval: Interval | null;
  readonly p: number | null;
}

/**
 * Accuracies on corrupted examples and differences between the reference and each baseline.
 *
 * @param pairs Labels, the reference first.
 * @param alpha Two-sided level of the intervals, which are not adjusted.
 * @param chance Accuracy of guessing.
 * @returns `null` where no run was measured.
 * @throws {BenchError} With exit code 1 if runs were not tested on the same pixels.
 */
export function robustnessFindings(
  trials: readonly CorruptedTrial[],
  { pairs, alpha, chance }: {
    readonly pairs: readonly { readonly left: string; readonly right: string }[];
    readonly alpha: number;
    readonly chance: number;
  },
): RobustnessFindings | null {
  const examples = requireSamePixels(trials);
  if (examples === null) return null;
  const measured = trials.map(({ label, runs }) => ({
    label,
    runs: runs.flatMap((run) => measure(run, chance) ?? []),
  }));
  const differences = pairs.flatMap(({ left, right }) => {
    const runsOf = (label: string) => measured.find((trial) => trial.label === label)?.runs ?? [];
    return [...CORRUPTIONS, null].flatMap((corruption) => {
      const found = difference(runsOf(left), runsOf(right), { corruption, alpha });
      return found === null ? [] : [{ left, right, corruption, ...found }];
    });
  });
  const tested = differences.filter(({ accuracy }) => accuracy.p !== null);
  const adjusted = holm(tested.map(({ accuracy }) => accuracy.p!));
  return {
    examples,
    trials: measured.filter(({ runs }) => runs.length > 0)
      .map((trial) => trialRobustness(trial, 1 - alpha)),
    differences: differences.map((one) => ({
      ...one,
      pHolm: adjusted[tested.indexOf(one)] ?? null,
    })),
  };
}

/** One run: accuracy by corruption and strength. */
interface MeasuredRun {
  readonly seed: number;
  readonly clean: number;
  readonly accuracyOf: (corruption: Corruption, strength: Strength) => number;
}

function measure(
  { seed, diverged, robustness }: CorruptedTrial["runs"][number],
  chance: number,
): MeasuredRun | null {
  if (diverged) return { seed, clean: chance, accuracyOf: () => chance };
  if (robustness === null) return null;
  const cells = new Map(
    robustness.corrupted.map((cell) => [`${cell.corruption} ${cell.strength}`, cell.accuracy]),
  );
  return {
    seed,
    clean: robustness.clean.accuracy,
    accuracyOf: (corruption, strength) => cells.get(`${corruption} ${strength}`)!,
  };
}

/** Mean over strengths, and over corruptions for `null`. */
function meanAccuracy({ accuracyOf }: MeasuredRun, corruption: Corruption | null): number {
  const corruptions = corruption === null ? CORRUPTIONS : [corruption];
  return meanOf(
    corruptions.flatMap((one) => STRENGTHS.map((strength) => accuracyOf(one, strength))),
  );
}

function trialRobustness(
  { label, runs }: { readonly label: string; readonly runs: readonly MeasuredRun[] },
  level: number,
): TrialRobustness {
  const over = (value: (run: MeasuredRun) => number) => describe(runs.map(value), level);
  return {
    label,
    clean: over((run) => run.clean),
    cells: CORRUPTIONS.flatMap((corruption) =>
      STRENGTHS.map((strength) => ({
        corruption,
        strength,
        accuracy: over((run) => run.accuracyOf(corruption, strength)),
      }))
    ),
    corruptions: CORRUPTIONS.map((corruption) => ({
      corruption,
      accuracy: over((run) => meanAccuracy(run, corruption)),
    })),
    overall: over((run) => meanAccuracy(run, null)),
  };
}

function difference(
  left: readonly MeasuredRun[],
  right: readonly MeasuredRun[],
  { corruption, alpha }: { readonly corruption: Corruption | null; readonly alpha: number },
) {
  const pairs = left.flatMap((ofLeft) => {
    const ofRight = right.find(({ seed }) => seed === ofLeft.seed);
    return ofRight === undefined ? [] : [{ ofLeft, ofRight }];
  }).sort((a, b) => a.ofLeft.seed - b.ofLeft.seed);
  if (pairs.length === 0) return null;
  const between = (value: (run: MeasuredRun) => number) =>
    pairedDifference(pairs.map(({ ofLeft, ofRight }) => value(ofLeft) - value(ofRight)), alpha);
  return {
    seeds: pairs.map(({ ofLeft }) => ofLeft.seed),
    accuracy: between((run) => meanAccuracy(run, corruption)),
    loss: between((run) => run.clean - meanAccuracy(run, corruption)),
  };
}

function pairedDifference(differences: readonly number[], alpha: number): PairedDifference {
  const { mean, interval } = describe(differences, 1 - alpha);
  if (interval === null) return { mean, interval, p: null };
  const { standardError, degreesOfFreedom } = pairedT(differences);
  const p = standardError === 0 ? 1 : studentTTwoSided(mean / standardError, degreesOfFreedom);
  return { mean, interval, p };
}

/**
 * The number of examples of all runs, or `null` where none was measured.
 *
 * @throws {BenchError} With exit code 1 if two runs differ in their pixels, or one lacks a set.
 */
function requireSamePixels(trials: readonly CorruptedTrial[]): number | null {
  let first: { readonly name: string; readonly pixels: ReadonlyMap<string, string> } | null = null;
  let examples: number | null = null;
  for (const { label, runs } of trials) {
    for (const { seed, robustness } of runs) {
      if (robustness === null) continue;
      const name = `${label} seed ${seed}`;
      const pixels = pixelsOf(robustness);
      first ??= { name, pixels };
      examples ??= robustness.examples;
      const other = [...wantedSets()].find((set) =>
        pixels.get(set) === undefined || pixels.get(set) !== first!.pixels.get(set)
      );
      if (other === undefined && robustness.examples === examples) continue;
      throw new BenchError(
        `${first.name} and ${name} were not tested on the same corrupted examples (${
          other ?? `${examples} and ${robustness.examples} examples`
        }); robustness needs the same pixels for every model; remove the folder of the wrong run and run the same command again`,
        EXIT.internal,
      );
    }
  }
  return examples;
}

function pixelsOf({ clean, corrupted }: Robustness): ReadonlyMap<string, string> {
  return new Map([
    ["clean", clean.sha256],
    ...corrupted.map((cell): [string, string] => [
      `${cell.corruption} ${cell.strength}`,
      cell.sha256,
    ]),
  ]);
}

function* wantedSets(): Iterable<string> {
  yield "clean";
  for (const corruption of CORRUPTIONS) {
    for (const strength of STRENGTHS) yield `${corruption} ${strength}`;
  }
}
