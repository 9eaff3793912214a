import type { ComparisonInput } from "./compare.ts";
import type { Comparison, LookReport } from "./comparison.ts";
import { meanOf } from "./describe.ts";
import { formatPoints } from "./format_numbers.ts";
import { type LookProgress, lookProgress, lookTails } from "./looks.ts";
import type { ComparedSide } from "./pair_runs.ts";
import { primaryEstimate } from "./primary_estimate.ts";
import type { Tails } from "./scope_estimate.ts";

/** Judges what is given as a single test or, with levels, as a look. */
export type JudgeLook = (
  input: ComparisonInput,
  options: { readonly tails?: Tails; readonly obstacle?: string },
) => Comparison;

/**
 * A comparison with planned looks: the verdict is that of the latest look that has all its seeds,
 * however many more there are. Before the first look there is none.
 *
 * @param judgeLook See {@link JudgeLook}.
 * @throws {RangeError} If the looks do not rise.
 *
 * Source: statistical protocol, 3.7.
 */
export function compareAtLooks(
  input: ComparisonInput & { readonly looks: readonly number[] },
  judgeLook: JudgeLook,
): Comparison {
  const { looks } = input;
  const seedsOf = ({ runs }: ComparedSide) => runs.map((run) => run.seed);
  const ofRight = new Set(seedsOf(input.right));
  const ascending = [...new Set(seedsOf(input.left))].sort((one, other) => one - other);
  const planned = input.plannedSeeds ?? ascending;
  const paired = planned.filter((seed) => ascending.includes(seed) && ofRight.has(seed));
  const progress = lookProgress(looks, { planned, paired });
  const tails = lookTails(looks, input);
  const all = withSeeds(input, paired);
  const taken = progress.reached.map((seeds) => ({
    seeds,
    comparison: judgeLook(withSeeds(input, planned.slice(0, seeds)), {
      tails: tails[looks.indexOf(seeds)]!,
    }),
  }));
  const latest = taken.at(-1);
  const formal = latest?.seeds === paired.length;
  const current = latest === undefined
    ? judgeLook(all, { obstacle: beforeFirst(progress, paired.length) })
    : formal
    ? null
    : judgeLook(all, {});
  const look: LookReport = {
    planned: looks,
    available: paired.length,
    at: latest?.seeds ?? null,
    tails: latest === undefined ? null : tails[looks.indexOf(latest.seeds)]!,
    formal,
    next: progress.next,
    waitingFor: progress.waitingFor,
    verdicts: taken.map(({ seeds, comparison }) => ({ seeds, verdict: comparison.verdict })),
    interim: current && primaryEstimate(current),
  };
  const judged = latest?.comparison ?? current!;
  const gated = (input.gate ?? null) !== null;
  // A look cannot help where something else than the numbers is in the way.
  const open = judged.verdict === "inconclusive" && progress.next !== null;
  const waits = open && !gated && (latest === undefined || judged.obstacle === null);
  return {
    ...judged,
    look,
    reason: latest === undefined && !gated ? beforeFirst(progress, paired.length) : judged.reason,
    missing: waits ? waitingText(progress) : judged.missing,
    remarks: [...lookRemarks(look), ...judged.remarks],
  };
}

/** Only the runs of some seeds; the validation error is theirs where the runs tell it. */
function withSeeds(input: ComparisonInput, seeds: readonly number[]): ComparisonInput {
  const side = (whole: ComparedSide): ComparedSide => {
    const runs = whole.runs.filter((run) => seeds.includes(run.seed));
    const errors = runs.flatMap(({ validationError }) => validationError ?? []);
    const known = errors.length > 0 && errors.length === runs.length;
    return { ...whole, runs, validationError: known ? meanOf(errors) : whole.validationError };
  };
  return { ...input, left: side(input.left), right: side(input.right), plannedSeeds: seeds };
}

function beforeFirst({ next }: LookProgress, available: number): string {
  return `not a look: the first is at ${next} seeds, ${available} ${
    available === 1 ? "is" : "are"
  } paired`;
}

function waitingText({ next, waitingFor }: LookProgress): string {
  const few = waitingFor.length <= 10;
  const which = few ? waitingFor.join(", ") : `${waitingFor[0]} to ${waitingFor.at(-1)}`;
  return waitingFor.length === 0
    ? `the look at ${next} seeds, more than were planned`
    : `the look at ${next} seeds, which waits for seed${
      waitingFor.length === 1 ? "" : "s"
    } ${which}`;
}

function lookRemarks({ planned, at, formal, available, interim, verdicts }: LookReport): string[] {
  const earlier = verdicts.slice(0, -1).map(({ seeds, verdict }) =>
    `at the look at ${seeds} seeds: ${verdict}`
  );
  if (formal || at === null) return earlier;
  const number = `${planned.indexOf(at) + 1} of ${planned.length}`;
  const now = interim === null
    ? ""
    : `; all of them give ${formatPoints(interim.mean)} pp [${
      formatPoints(interim.difference.low)
    }, ${formatPoints(interim.difference.high)}]`;
  return [
    `${available} paired seeds are not a look: the verdict is that of look ${number}, at ${at} seeds${now}`,
    ...earlier,
  ];
}
