import type { TopLevelSpec } from "vega-lite";
import type { TrialAdaptive } from "../../analysis/adaptive.ts";
import { fixedText, percentText } from "../number_text.ts";
import type { Series } from "../series.ts";
import { seriesOfLabel } from "../series_of_label.ts";
import type { ReportInput } from "../study.ts";
import { INK } from "../theme.ts";
import { percentLabel } from "./accuracy_axis.ts";
import { type Chart, IN_WORDS, type Layer, type Panel, type Row } from "./chart.ts";

const PANEL_WIDTH = 260;
const PANEL_HEIGHT = 160;
const MOST_COLUMNS = 3;

/** How many ticks test examples use, right and wrong answers apart: a panel per model. */
export const ticksUsed: Chart = {
  name: "ticks_used",
  columns: ["model", "ticks", "answer", "share"],
  applies: (input) => panels(input).length > 0,
  title: () => "Ticks used by right and by wrong answers",
  description: (input) =>
    `Share of test examples by ticks used. ${
      panels(input).map(({ series, trial: { histogram } }) =>
        `${series.name}: right answers use ${
          fixedText(histogram.rightTicks?.mean ?? null, 1)
        } ticks, wrong ones ${fixedText(histogram.wrongTicks?.mean ?? null, 1)}`
      ).join("; ")
    }.`,
  rows: (input) => panels(input).flatMap(barRows),
  spec,
};

interface Histogram {
  readonly series: Series;
  readonly trial: TrialAdaptive;
}

function panels(input: ReportInput): Histogram[] {
  return (input.adaptive?.trials ?? []).map((trial) => ({
    series: seriesOfLabel(input, trial.label),
    trial,
  }));
}

function barRows({ series, trial }: Histogram): Row[] {
  return trial.histogram.bars.flatMap(({ tick, right, wrong }) => [
    { model: series.name, ticks: tick, answer: "right", share: right },
    { model: series.name, ticks: tick, answer: "wrong", share: wrong },
  ]);
}

function spec(input: ReportInput): TopLevelSpec {
  const drawn = panels(input);
  const most = Math.max(
    ...drawn.flatMap(({ trial }) => trial.histogram.bars.map(({ right, wrong }) => right + wrong)),
  );
  const columns = Math.min(MOST_COLUMNS, drawn.length);
  return {
    title: {
      text: ticksUsed.title(input),
      subtitle: [
        "Share of all test examples, mean over runs; each example stops at the first tick that is certain enough,",
        "the threshold chosen on validation for half of the ticks. Colour: right; grey on top: wrong.",
      ],
    },
    description: ticksUsed.description(input),
    data: {
      values: drawn.flatMap((one) =>
        barRows(one).map((row) => ({
          ...row,
          words: `${row["model"]}, ${row["ticks"]} ticks, ${row["answer"]}: ${
            percentText(row["share"] as number, 1)
          } of the examples`,
        }))
      ),
    },
    columns,
    spacing: 30,
    concat: drawn.map((one, index) => panel(one, { labelled: index % columns === 0, most })),
  };
}

function panel(
  { series, trial }: Histogram,
  { labelled, most }: { readonly labelled: boolean; readonly most: number },
): Panel {
  const { rightTicks, wrongTicks } = trial.histogram;
  const line = (text: string, look: object): Layer => ({
    data: { values: [{}] },
    mark: { type: "text", text, x: 0, align: "left", ...look },
  });
  const step = Math.max(1, Math.ceil(trial.ticks / 12));
  const layer: Layer[] = [
    {
      transform: [{ filter: `datum.model === ${JSON.stringify(series.name)}` }],
      mark: { type: "bar", aria: true, stroke: "white", strokeWidth: trial.ticks > 30 ? 0 : 0.5 },
      encoding: {
        x: {
          field: "ticks",
          type: "ordinal",
          title: "ticks used",
          scale: { paddingInner: 0.1 },
          axis: {
            labelAngle: 0,
            values: trial.histogram.bars.map(({ tick }) => tick)
              .filter((tick) => (tick - 1) % step === 0),
          },
        },
        y: {
          field: "share",
          type: "quantitative",
          title: null,
          stack: "zero",
          scale: { domain: [0, most], nice: true },
          axis: { labelExpr: percentLabel(0), tickCount: 4, labels: labelled },
        },
        color: {
          field: "answer",
          type: "nominal",
          scale: { domain: ["right", "wrong"], range: [series.colour, INK.rule] },
          legend: null,
        },
        order: { field: "answer", sort: "ascending" },
        description: IN_WORDS,
      },
    },
    line(series.name, { y: -28, fontSize: 13, fontWeight: 600, color: series.colour }),
    line(
      `mean ticks: right ${fixedText(rightTicks?.mean ?? null, 1)}, wrong ${
        fixedText(wrongTicks?.mean ?? null, 1)
      }`,
      { y: -12, fontSize: 11 },
    ),
  ];
  return {
    width: PANEL_WIDTH,
    height: PANEL_HEIGHT,
    layer,
    resolve: { scale: { color: "independent" } },
  };
}
