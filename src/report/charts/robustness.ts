import type { TopLevelSpec } from "vega-lite";
import type { Description } from "../../analysis/describe.ts";
import type { TrialRobustness } from "../../analysis/robustness.ts";
import { CORRUPTIONS } from "../../spec/mod.ts";
import { formatCount } from "../../analysis/format_numbers.ts";
import { levelText, percentIntervalText, percentText } from "../number_text.ts";
import type { Series } from "../series.ts";
import { seriesOfLabel } from "../series_of_label.ts";
import { chanceLevel, type ReportInput } from "../study.ts";
import { hasDiverged } from "../summaries.ts";
import { INK } from "../theme.ts";
import { type AccuracyAxis, accuracyAxis } from "./accuracy_axis.ts";
import { type Chart, IN_WORDS, type Layer, type Panel, type Row } from "./chart.ts";
import { dodge } from "./dodge.ts";

const PANEL_WIDTH = 175;
const PANEL_HEIGHT = 170;
const COLUMNS = 3;

/** Test accuracy by the strength of each corruption: a panel per corruption, a line per model. */
export const robustness: Chart = {
  name: "robustness",
  columns: ["model", "corruption", "strength", "accuracy", "low", "high", "runs"],
  applies: (input) => lines(input).length > 0,
  title: () => "Test accuracy on corrupted images (exploratory)",
  description: (input) =>
    `Test accuracy by strength of five corruptions. Means over all of them: ${
      lines(input).map(({ series, trial }) =>
        `${series.name} ${percentText(trial.overall.mean, 1)}, uncorrupted ${
          percentText(trial.clean.mean, 1)
        }`
      ).join("; ")
    }.`,
  rows: (input) => lines(input).flatMap(lineRows),
  spec,
};

interface Line {
  readonly series: Series;
  readonly trial: TrialRobustness;
  /** A run at chance level makes every interval of the trial wide. */
  readonly diverged: boolean;
}

function lines(input: ReportInput): Line[] {
  return (input.robustness?.trials ?? []).map((trial) => {
    const series = seriesOfLabel(input, trial.label);
    return { series, trial, diverged: hasDiverged(input, series.trial) };
  });
}

/** Every corruption starts with the clean examples, as strength 0. */
function lineRows({ series, trial }: Line): Row[] {
  const row = (corruption: string, strength: number, accuracy: Description) => ({
    model: series.name,
    corruption,
    strength,
    accuracy: accuracy.mean,
    low: accuracy.interval?.low ?? null,
    high: accuracy.interval?.high ?? null,
    runs: accuracy.count,
  });
  return CORRUPTIONS.flatMap((corruption) => [
    row(corruption, 0, trial.clean),
    ...trial.cells.filter((cell) => cell.corruption === corruption)
      .map((cell) => row(corruption, cell.strength, cell.accuracy)),
  ]);
}

function spec(input: ReportInput): TopLevelSpec {
  const drawn = lines(input);
  const chance = chanceLevel(input);
  const measured = drawn.flatMap(({ trial, diverged }) =>
    [
      trial.clean,
      ...trial.cells.map(({ accuracy }) => accuracy),
    ].flatMap(({ mean, interval }) => diverged ? [mean] : [mean, ...Object.values(interval ?? {})])
  );
  const axis = accuracyAxis([
    ...measured,
    ...(chance === null ? [] : [chance]),
  ].map((value) => Math.min(1, Math.max(0, value))));
  return {
    title: { text: robustness.title(input), subtitle: subtitle(input) },
    description: robustness.description(input),
    data: {
      values: drawn.flatMap((line) =>
        lineRows(line).map((row) => ({ ...row, words: pointWords(row) }))
      ),
    },
    columns: COLUMNS,
    spacing: { row: 30, column: 26 },
    concat: [
      ...CORRUPTIONS.map((corruption, index) =>
        panel(corruption, { drawn, axis, chance, labelled: index % COLUMNS === 0 })
      ),
      key(drawn),
    ],
  };
}

function pointWords(row: Row): string {
  const strength = row["strength"] === 0 ? "uncorrupted" : `strength ${row["strength"]}`;
  const [low, high] = [row["low"], row["high"]];
  const interval = typeof low === "number" && typeof high === "number" ? { low, high } : null;
  return `${row["model"]}, ${row["corruption"]}, ${strength}: ${
    percentText(row["accuracy"] as number)
  } ${percentIntervalText(interval)}`;
}

function subtitle(input: ReportInput): string[] {
  const examples = input.robustness!.examples;
  const seeds = input.plan.sweep.seeds.length;
  return [
    `The same ${
      formatCount(examples)
    } test images, corrupted alike for every model and seed; 0 is uncorrupted.`,
    seeds > 1
      ? `Mean of ${seeds} seeds; bars: ${
        levelText(1 - input.plan.sweep.alpha)
      } t-interval of the mean over seeds. Models are drawn side by side.`
      : "One seed, so no interval.",
    ...(lines(input).some(({ diverged }) => diverged)
      ? ["A diverged run counts at chance level; the bars of its trial are faint."]
      : []),
  ];
}

function panel(corruption: string, { drawn, axis, chance, labelled }: {
  readonly drawn: readonly Line[];
  readonly axis: AccuracyAxis;
  readonly chance: number | null;
  readonly labelled: boolean;
}): Panel {
  const own = { filter: `datum.corruption === ${JSON.stringify(corruption)}` };
  const models = drawn.map(({ series }) => series);
  // Bars of several models at one strength would cover each other.
  const aside = {
    calculate: `datum.strength + 0.09 * (indexof(${
      JSON.stringify(models.map(({ name }) => name))
    }, datum.model) - ${(models.length - 1) / 2})`,
    as: "place",
  };
  const x = {
    field: "place",
    type: "quantitative" as const,
    title: "strength",
    scale: { domain: [-0.3, 5.3], nice: false, zero: false },
    axis: { values: [0, 1, 2, 3, 4, 5], format: "d" },
  };
  const y = (field = "accuracy") => ({
    field,
    type: "quantitative" as const,
    title: null,
    scale: { domain: axis.domain, nice: false },
    axis: { values: axis.values, labelExpr: axis.labelExpr, labels: labelled },
  });
  const color = {
    field: "model",
    type: "nominal" as const,
    scale: { domain: models.map(({ name }) => name), range: models.map(({ colour }) => colour) },
    legend: null,
  };
  const layer: Layer[] = [
    ...(chance === null ? [] : [{
      data: { values: [{ accuracy: chance }] },
      mark: { type: "rule" as const, strokeDash: [3, 3], color: INK.rule },
      encoding: { y: y() },
    }]),
    {
      transform: [own, aside],
      mark: { type: "line", strokeWidth: 1.8 },
      encoding: { x, y: y(), color },
    },
    {
      transform: [own, aside, { filter: "isValid(datum.low)" }],
      mark: { type: "rule", strokeWidth: 1.4, clip: true },
      encoding: {
        x,
        y: y("low"),
        y2: { field: "high" },
        color,
        // Bars from end to end would hide the lines of the others.
        opacity: {
          condition: {
            test: `indexof(${
              JSON.stringify(
                drawn.filter(({ diverged }) => diverged).map(({ series }) => series.name),
              )
            }, datum.model) >= 0`,
            value: 0.2,
          },
          value: 1,
        },
      },
    },
    {
      transform: [own, aside],
      mark: { type: "point", filled: true, size: 24, opacity: 1, aria: true },
      encoding: { x, y: y(), color, description: IN_WORDS },
    },
    {
      data: { values: [{}] },
      mark: {
        type: "text",
        text: corruption,
        x: 0,
        y: -12,
        align: "left",
        fontSize: 12.5,
        fontWeight: 600,
      },
    },
  ];
  return { width: PANEL_WIDTH, height: PANEL_HEIGHT, layer };
}

/** The names in the place of a sixth panel, and what the grey line is. */
function key(drawn: readonly Line[]): Panel {
  const positions = dodge(drawn.map((_, index) => 20 + 22 * index), {
    gap: 22,
    limit: PANEL_HEIGHT,
  });
  const rows = [
    ...drawn.map(({ series }, index) => ({
      label: series.name,
      colour: series.colour,
      y: positions[index]!,
    })),
    { label: "dashed: guessing", colour: INK.faint, y: 20 + 22 * drawn.length },
  ];
  return {
    width: PANEL_WIDTH,
    height: PANEL_HEIGHT,
    data: { values: rows },
    mark: { type: "text", align: "left", fontWeight: 600, fontSize: 12.5, x: 10 },
    encoding: {
      y: { field: "y", type: "quantitative", scale: null },
      text: { field: "label" },
      color: { field: "colour", type: "nominal", scale: null },
    },
  };
}
