import type { ScopeEstimate } from "./comparison.ts";
import { meanOf } from "./describe.ts";
import { holm } from "./multiplicity.ts";
import { type ComparedSide, pairRuns } from "./pair_runs.ts";
import { pairedEstimates } from "./paired_estimates.ts";
import { primaryEstimate } from "./primary_estimate.ts";
import { selectionBias } from "./selection_bias.ts";
import { MINIMUM_SEEDS } from "./verdict.ts";

/** One cell of a sweep beside the reference cell. It has no verdict. */
export interface ExploratoryCell {
  /** Trial label of the cell. */
  readonly label: string;
  /** Paired seeds, ascending. */
  readonly seeds: readonly number[];
  /** Mean accuracy of the cell over those seeds, and of the reference. */
  readonly accuracy: number;
  readonly referenceAccuracy: number;
  /** Cell minus reference; the intervals share the level among the cells. `null` below 2 seeds. */
  readonly estimate: ScopeEstimate | null;
  /** Two-sided p after Holm over all cells; `null` where there is no estimate. */
  readonly pHolm: number | null;
}

/** What a reader must know before choosing a cell from the grid. */
export interface SelectionGuard {
  /** The cell of the highest mean accuracy on the seeds that all cells have. */
  readonly best: string;
  /** Cells that it was chosen from, the reference included. */
  readonly cells: number;
  /** Seeds that the choice rests on. */
  readonly selectionSeeds: readonly number[];
  /** By how much the best of that many equal cells would look better than they are; a fraction. */
  readonly expectedBias: number;
  /** Seeds to confirm it on: none of the selection seeds. */
  readonly freshSeeds: readonly number[];
}

/** The exploratory cells of a sweep. */
export interface ExploratoryFindings {
  /** Trial label of the cell that all others are compared with. */
  readonly reference: string;
  readonly cells: readonly ExploratoryCell[];
  /** `null` while no seed is common to all cells. */
  readonly selection: SelectionGuard | null;
}

/** A sweep to explore. */
export interface ExploratoryInput {
  readonly reference: ComparedSide;
  /** Of the cells with runs. */
  readonly cells: readonly ComparedSide[];
  /** Seeds of the whole study. */
  readonly plannedSeeds: readonly number[];
  readonly chance: number;
  readonly alpha: number;
  readonly scope: ScopeEstimate["scope"];
}

/**
 * Compares each cell of a sweep with the reference cell, Holm-adjusted over the cells, and names what
 * stands between the best cell and a claim about it.
 *
 * The other side is the reference and not the baselines: a reader of a sweep asks what a setting
 * changes, and with the same network but for that setting there is one comparison a cell.
 *
 * @returns `null` without cells.
 * @throws {BenchError} With exit code 1 for runs that contradict each other.
 *
 * Source: statistical protocol, 3.6.
 */
export function exploreCells(input: ExploratoryInput): ExploratoryFindings | null {
  const { reference, cells, chance, alpha, scope } = input;
  if (cells.length === 0) return null;
  // The margin plays no part in a difference.
  const criteria = { alpha, comparisons: cells.length, margin: 1 };
  const compared = cells.map((cell) => {
    const estimates = pairedEstimates(pairRuns(cell, reference), { chance, criteria });
    const { perSeed } = estimates;
    return {
      label: cell.label,
      seeds: perSeed.map((one) => one.seed),
      accuracy: perSeed.length > 0 ? meanOf(perSeed.map((one) => one.left)) : NaN,
      referenceAccuracy: perSeed.length > 0 ? meanOf(perSeed.map((one) => one.right)) : NaN,
      estimate: primaryEstimate({ scope, ...estimates }),
      perSeed,
    };
  });
  const estimated = compared.filter((one) => one.estimate !== null);
  const adjusted = holm(estimated.map((one) => one.estimate!.p));
  return {
    reference: reference.label,
    cells: compared.map((one) => {
      const { perSeed: _, ...cell } = one;
      return { ...cell, pHolm: adjusted[estimated.indexOf(one)] ?? null };
    }),
    selection: guardSelection(reference.label, compared, input.plannedSeeds),
  };
}

function guardSelection(
  reference: string,
  cells: readonly {
    readonly label: string;
    readonly seeds: readonly number[];
    readonly perSeed: readonly {
      readonly seed: number;
      readonly left: number;
      readonly right: number;
    }[];
  }[],
  planned: readonly number[],
): SelectionGuard | null {
  const common = cells[0]!.seeds.filter((seed) => cells.every((cell) => cell.seeds.includes(seed)));
  if (common.length === 0) return null;
  const onCommon = (
    { perSeed }: typeof cells[number],
    side: "left" | "right",
  ) => perSeed.filter(({ seed }) => common.includes(seed)).map((one) => one[side]);
  const candidates = [
    { label: reference, accuracies: onCommon(cells[0]!, "right") },
    ...cells.map((cell) => ({ label: cell.label, accuracies: onCommon(cell, "left") })),
  ];
  const best = candidates.reduce((most, one) =>
    meanOf(one.accuracies) > meanOf(most.accuracies) ? one : most
  );
  const used = new Set(cells.flatMap((cell) => cell.seeds));
  return {
    best: best.label,
    cells: candidates.length,
    selectionSeeds: common,
    expectedBias: selectionBias(candidates.map((one) => one.accuracies)),
    freshSeeds: freshSeeds(used, planned),
  };
}

/** Planned seeds that no cell has seen, filled up with new ones to the size of the study. */
function freshSeeds(used: ReadonlySet<number>, planned: readonly number[]): number[] {
  const unused = planned.filter((seed) => !used.has(seed));
  const wanted = Math.max(MINIMUM_SEEDS, planned.length);
  const largest = Math.max(...planned, ...used);
  const further = Array.from(
    { length: wanted - unused.length },
    (_, index) => largest + 1 + index,
  );
  return [...unused, ...further];
}
