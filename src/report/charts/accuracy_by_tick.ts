import type { TopLevelSpec } from "vega-lite";
import { levelText, percentIntervalText, percentText, pointsText } from "../number_text.ts";
import { mainSeries, type Series } from "../series.ts";
import { chanceLevel, type ReportInput, runsOfTrial } from "../study.ts";
import {
  describeSeeds,
  pairedDifferences,
  summarise,
  summariseTicks,
  type TickSummary,
} from "../summaries.ts";
import { INK } from "../theme.ts";
import { accuracyAxis } from "./accuracy_axis.ts";
import { type Chart, IN_WORDS, type Layer, type Row } from "./chart.ts";
import { dodge } from "./dodge.ts";

const WIDTH = 560;
const HEIGHT = 270;
const MOST_POINTS = 16;

/** Test accuracy when the prediction of tick t is read, for each model that has ticks. */
export const accuracyByTick: Chart = {
  name: "accuracy_by_tick",
  columns: ["model", "tick", "accuracy", "low", "high", "seeds", "certainty"],
  applies: (input) => lines(input).some((line) => line.ticks.length > 1),
  title,
  description: (input) => {
    const ends = lines(input).map(({ series, ticks }) => {
      const last = ticks.at(-1)!;
      return `${series.name} ${percentText(ticks[0]!.accuracy.mean, 1)} at tick 1` +
        (ticks.length > 1 ? `, ${percentText(last.accuracy.mean, 1)} at tick ${last.tick}` : "");
    });
    return `Test accuracy by the tick that is read. ${ends.join("; ")}.`;
  },
  rows: (input) => lines(input).flatMap(lineRows),
  spec,
  zoom: (input) => ({
    x: "tick",
    domain: [1, lastTick(lines(input))],
    unit: "ticks read",
    y: "accuracy",
    low: "low",
    high: "high",
    series: "model",
    colours: Object.fromEntries(lines(input).map(({ series: { name, colour } }) => [name, colour])),
  }),
};

interface Line {
  readonly series: Series;
  readonly ticks: readonly TickSummary[];
}

function lines(input: ReportInput): Line[] {
  return mainSeries(input)
    .map((series) => ({ series, ticks: summariseTicks(input, series.trial) }))
    .filter((line) => line.ticks.length > 0);
}

function lastTick(drawn: readonly Line[]): number {
  return Math.max(...drawn.flatMap(({ ticks }) => ticks.map(({ tick }) => tick)));
}

function lineRows({ series, ticks }: Line): Row[] {
  return ticks.map(({ tick, accuracy, certainty }) => ({
    model: series.name,
    tick,
    accuracy: accuracy.mean,
    low: accuracy.interval?.low ?? null,
    high: accuracy.interval?.high ?? null,
    seeds: accuracy.count,
    certainty: certainty.mean,
  }));
}

function tickWords({ series, ticks }: Line, index: number): string {
  const { tick, accuracy } = ticks[index]!;
  return `${series.name}, tick ${tick}: ${percentText(accuracy.mean)} ${
    percentIntervalText(accuracy.interval)
  }`;
}

/** A gain is stated for the first model whose paired differences over seeds exclude 0. */
function title(input: ReportInput): string {
  for (const { series, ticks } of lines(input)) {
    const last = ticks.at(-1)!.tick;
    const at = (tick: number) =>
      new Map(
        runsOfTrial(input, series.trial).flatMap(({ seed, outcome }) =>
          outcome.test.perTick.filter((metric) => metric.tick === tick)
            .map((metric): [number, number] => [seed, metric.accuracy])
        ),
      );
    const differences = last > 1 ? pairedDifferences(at(1), at(last)) : [];
    if (differences.length < 2) continue;
    const { mean, interval } = describeSeeds(input, differences);
    if (interval !== null && (interval.low > 0 || interval.high < 0)) {
      return `${series.name}: reading tick ${last} instead of tick 1 ${
        mean > 0 ? "adds" : "costs"
      } ${pointsText(Math.abs(mean), 1)} pp of test accuracy`;
    }
  }
  return "Test accuracy by the tick that is read";
}

function spec(input: ReportInput): TopLevelSpec {
  const drawn = lines(input);
  const chance = chanceLevel(input);
  const bounds = drawn.flatMap(({ ticks }) =>
    ticks.flatMap(({ accuracy }) => [accuracy.mean, ...Object.values(accuracy.interval ?? {})])
  );
  const axis = accuracyAxis([...bounds, chance === null ? Math.min(...bounds) : 0]);
  const last = lastTick(drawn);
  const x = {
    field: "tick",
    type: "quantitative" as const,
    title: "tick that is read",
    scale: { domain: [1, last], nice: false, zero: false },
    // Vega thins values out below its own estimate of their number, domain / step; half a step keeps all.
    axis: { values: tickMarks(last), tickMinStep: 0.5, format: "d", labelFlush: false },
  };
  const y = (field = "accuracy") => ({
    field,
    type: "quantitative" as const,
    title: null,
    scale: { domain: axis.domain, nice: false },
    axis: { values: axis.values, labelExpr: axis.labelExpr },
  });
  const color = {
    field: "model",
    type: "nominal" as const,
    scale: {
      domain: drawn.map(({ series }) => series.name),
      range: drawn.map(({ series }) => series.colour),
    },
    legend: null,
  };
  const readouts = drawn.flatMap(({ series, ticks }) => readout(input, series, ticks.length));
  const single = drawn.filter(({ ticks }) => ticks.length === 1).flatMap(lineRows);
  const layer: Layer[] = [
    {
      transform: [{ filter: "isValid(datum.low)" }],
      mark: { type: "area", opacity: 0.2, clip: true },
      encoding: { x, y: y("low"), y2: { field: "high" }, color },
    },
    {
      mark: { type: "line", strokeWidth: 2.2 },
      encoding: { x, y: y(), color },
    },
    {
      // Many points would hide the line; they stay there for the tooltips.
      mark: {
        type: "point",
        size: 26,
        filled: true,
        opacity: last > MOST_POINTS ? 0 : 1,
        aria: true,
      },
      encoding: { x, y: y(), color, description: IN_WORDS },
    },
    ...chanceLayers(chance, y()),
    {
      data: { values: single.map((row) => ({ ...row })) },
      mark: { type: "rule", strokeWidth: 1.5, strokeDash: [5, 3] },
      encoding: { y: y(), color },
    },
    {
      data: { values: readouts },
      mark: { type: "point", size: 90, strokeWidth: 2, fill: "white", opacity: 1 },
      encoding: { x, y: y(), color },
    },
    {
      data: { values: lineLabels(drawn, axis.domain) },
      mark: { type: "text", align: "left", baseline: "middle", x: WIDTH + 10, fontWeight: 600 },
      encoding: {
        y: { field: "position", type: "quantitative", scale: null },
        text: { field: "model" },
        color,
      },
    },
  ];
  return {
    title: { text: title(input), subtitle: subtitle(input, single.length > 0) },
    description: accuracyByTick.description(input),
    width: WIDTH,
    height: HEIGHT,
    data: {
      values: drawn.flatMap((line) =>
        lineRows(line).map((row, at) => ({ ...row, words: tickWords(line, at) }))
      ),
    },
    layer,
  };
}

function subtitle(input: ReportInput, hasSingle: boolean): string[] {
  const seeds = input.plan.sweep.seeds.length;
  const level = levelText(1 - input.plan.sweep.alpha);
  const diverged = input.runs.some((run) => run.outcome.status === "diverged");
  return [
    (seeds === 1
      ? "One seed, so no interval."
      : `Mean of ${seeds} seeds; band: ${level} t-interval of the mean over seeds.`) +
    (diverged ? " Diverged runs have no ticks and are left out here." : ""),
    `Ring: mean readout tick and the accuracy there.${
      hasSingle ? " Dashed: models without ticks." : ""
    }`,
  ];
}

/** The mean tick that the readout rule chooses and the accuracy that it gives. */
function readout(input: ReportInput, series: Series, ticks: number) {
  const tick = summarise(input, series.trial, completed((test) => test.meanTick));
  const accuracy = summarise(input, series.trial, completed((test) => test.accuracy));
  return ticks < 2 || tick === null || accuracy === null
    ? []
    : [{ model: series.name, tick: tick.mean, accuracy: accuracy.mean }];
}

function completed(value: (test: { meanTick: number; accuracy: number }) => number) {
  return ({ outcome }: ReturnType<typeof runsOfTrial>[number]) =>
    outcome.status === "completed" ? value(outcome.test) : null;
}

function chanceLayers(chance: number | null, y: object): Layer[] {
  if (chance === null) return [];
  const values = [{ accuracy: chance, label: "chance" }];
  return [
    {
      data: { values },
      mark: { type: "rule", strokeDash: [3, 3], color: INK.rule },
      encoding: { y },
    },
    {
      data: { values },
      mark: { type: "text", align: "right", x: WIDTH - 4, dy: -7, color: INK.faint, fontSize: 10 },
      encoding: { y, text: { field: "label" } },
    },
  ];
}

function lineLabels(drawn: readonly Line[], [low, high]: readonly [number, number]) {
  const positions = dodge(
    drawn.map(({ ticks }) => HEIGHT * (high - ticks.at(-1)!.accuracy.mean) / (high - low)),
    { gap: 16, limit: HEIGHT },
  );
  return drawn.map(({ series }, index) => ({ model: series.name, position: positions[index]! }));
}

/** Every tick while there are few, else 1, the last and round numbers between. */
function tickMarks(last: number): number[] {
  const step = [1, 2, 5, 10, 20, 50].find((size) => last / size <= 12) ?? 100;
  const round = Array.from({ length: Math.floor(last / step) }, (_, index) => (index + 1) * step);
  return [...new Set([1, ...round.filter((tick) => last - tick >= step / 2), last])];
}
