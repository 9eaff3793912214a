import { findStretches } from "../analysis/mod.ts";
import { incomparable } from "./alarms.ts";
import { isSameRun } from "./compare_nights.ts";
import type { Drift, Judgement, NightRecord, NightTrial, Suite } from "../spec/night_record.ts";

/** The metrics whose level is followed. */
const FOLLOWED = [
  { metric: "accuracy", better: "higher", margin: 0.005 },
  { metric: "loss", better: "lower", margin: Infinity },
] as const;

/** More nights than this are not looked back on. */
const MOST_NIGHTS = 400;

/** What of a night the search for drift needs. */
type Night = Pick<NightRecord, "night" | "suite" | "trials">;

/** One night of a series. */
interface Point {
  readonly night: string;
  readonly trial: NightTrial;
  readonly value: number;
}

/**
 * Levels that differ from the one of the baseline night, found as change points of the series of
 * nights. A night whose runs are those of the night before, bit by bit, is no new evidence and is left
 * out, so that a change that was repeated for a week does not look like one seen seven times.
 *
 * An alarm is a level that is worse than the baseline's by more than the margin of a nightly verdict.
 *
 * @param nights Oldest first, tonight last; nights of another suite and incomplete ones are skipped.
 * @param judgements Of tonight: where the margins come from.
 *
 * Source: statistical protocol, 3.10 (level 3).
 */
export function findDrift(
  nights: readonly Night[],
  { baseline, judgements }: {
    readonly baseline: string | null;
    readonly judgements: readonly Judgement[];
  },
): Drift[] {
  const tonight = nights.at(-1);
  if (tonight === undefined || tonight.suite === null) return [];
  return tonight.trials.flatMap(({ label }) =>
    FOLLOWED.flatMap(({ metric, better, margin }) => {
      const series = seriesOf(nights, { suite: tonight.suite!, label, metric });
      const { points, places } = series;
      const { stretches } = findStretches(points.map(({ value }) => value));
      const last = stretches.at(-1);
      if (last === undefined || stretches.length < 2) return [];
      const place = baseline === null ? 0 : places.get(baseline) ?? 0;
      const start = stretches.find((stretch) => stretch.last >= place)!;
      if (start === last) return [];
      const worse = better === "higher" ? start.level - last.level : last.level - start.level;
      const judged = judgements.find((one) => one.trial === label && one.metric === metric);
      return [{
        trial: label,
        metric,
        since: points[last.first]!.night,
        from: start.level,
        to: last.level,
        alarm: worse > (judged?.margin ?? margin),
      }];
    })
  );
}

/** The values of one trial, each result once, and by night the place of its result among them. */
function seriesOf(
  nights: readonly Night[],
  { suite, label, metric }: {
    readonly suite: Suite;
    readonly label: string;
    readonly metric: Drift["metric"];
  },
): { readonly points: readonly Point[]; readonly places: ReadonlyMap<string, number> } {
  const points: Point[] = [];
  const places = new Map<string, number>();
  for (const { night, suite: own, trials } of nights.slice(-MOST_NIGHTS)) {
    if (own === null || incomparable(suite, own).length > 0) continue;
    const trial = trials.find((one) => one.label === label);
    if (trial === undefined || trial.runs.length < trial.planned) continue;
    const value = metric === "accuracy" ? trial.accuracy?.mean : trial.loss;
    if (value === undefined || value === null) continue;
    const before = points.at(-1);
    if (before === undefined || !areSameRuns(before.trial, trial)) {
      points.push({ night, trial, value });
    }
    places.set(night, points.length - 1);
  }
  return { points, places };
}

function areSameRuns(one: NightTrial, other: NightTrial): boolean {
  return one.runs.length === other.runs.length && one.runs.every((run) => {
    const twin = other.runs.find(({ seed }) => seed === run.seed);
    return twin !== undefined && isSameRun(run, twin);
  });
}

/** A level of a trial's series, from one night to another. */
export interface Level {
  readonly first: string;
  readonly last: string;
  readonly level: number;
}

/** The levels of a trial over the nights that share the suite of the last one, oldest first. */
export function levelsOf(
  nights: readonly Night[],
  { label, metric }: { readonly label: string; readonly metric: Drift["metric"] },
): Level[] {
  const suite = nights.at(-1)?.suite ?? null;
  if (suite === null) return [];
  const { points, places } = seriesOf(nights, { suite, label, metric });
  const lastNightOf = (place: number) => [...places].filter(([, one]) => one === place).at(-1)![0];
  return findStretches(points.map(({ value }) => value)).stretches.map((
    { first, last, level },
  ) => ({
    first: points[first]!.night,
    last: lastNightOf(last),
    level,
  }));
}
