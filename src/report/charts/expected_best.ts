import type { TopLevelSpec } from "vega-lite";
import type { ModelTuningFindings } from "../../analysis/tuning_findings.ts";
import { percentText } from "../number_text.ts";
import { modelName } from "../series.ts";
import type { ReportInput } from "../study.ts";
import { modelColour } from "../theme.ts";
import { accuracyAxis } from "./accuracy_axis.ts";
import { type Chart, IN_WORDS, type Row } from "./chart.ts";

const WIDTH = 560;
const HEIGHT = 250;

/** The validation accuracy that a search of k trials finds on average, for each model on one axis. */
export const expectedBestChart: Chart = {
  name: "expected_best",
  columns: ["model", "trials", "accuracy"],
  applies: (input) => searched(input).some(({ expected }) => expected.length > 1),
  title: () => "What a search of k trials finds on average",
  description: (input) => {
    const ends = searched(input).map(({ model, expected }) => {
      const [first, last] = [expected[0]!, expected.at(-1)!];
      return `${modelName(model)} ${percentText(first.accuracy, 1)} with 1 trial, ${
        percentText(last.accuracy, 1)
      } with ${last.trials}`;
    });
    return `Expected best validation accuracy by the number of trials. ${ends.join("; ")}.`;
  },
  rows: (input) => searched(input).flatMap(rowsOf),
  spec,
};

function searched(input: ReportInput): readonly ModelTuningFindings[] {
  return input.tuning?.models ?? [];
}

function rowsOf({ model, expected }: ModelTuningFindings): Row[] {
  return expected.map(({ trials, accuracy }) => ({ model: modelName(model), trials, accuracy }));
}

function spec(input: ReportInput): TopLevelSpec {
  const rows = searched(input).flatMap(({ model, expected }) =>
    expected.map(({ trials, accuracy }) => ({
      model: modelName(model),
      trials,
      accuracy,
      words: `${modelName(model)}, best of ${trials}: ${percentText(accuracy)}`,
    }))
  );
  const axis = accuracyAxis(rows.map(({ accuracy }) => accuracy));
  const last = Math.max(...searched(input).map(({ expected }) => expected.length));
  const ends = searched(input).map((search) => rowsOf(search).at(-1)!);
  const x = {
    field: "trials",
    type: "quantitative" as const,
    title: "trials of the search, k",
    scale: { domain: [1, last], nice: false, zero: false },
    axis: { values: marks(last), tickMinStep: 0.5, format: "d", labelFlush: false },
  };
  const y = {
    field: "accuracy",
    type: "quantitative" as const,
    title: null,
    scale: { domain: axis.domain, nice: false },
    axis: { values: axis.values, labelExpr: axis.labelExpr },
  };
  const color = {
    field: "model",
    type: "nominal" as const,
    scale: {
      domain: searched(input).map(({ model }) => modelName(model)),
      range: searched(input).map(({ model }) => modelColour(input.plan, model)),
    },
    legend: null,
  };
  return {
    title: {
      text: expectedBestChart.title(input),
      subtitle: [
        "Validation accuracy of the best of k trials, drawn with replacement from those that were made.",
      ],
    },
    description: expectedBestChart.description(input),
    data: { values: rows },
    width: WIDTH,
    height: HEIGHT,
    layer: [
      { mark: { type: "line", strokeWidth: 2 }, encoding: { x, y, color } },
      {
        mark: { type: "point", filled: true, size: 26, aria: true },
        encoding: { x, y, color, description: IN_WORDS },
      },
      {
        data: { values: ends },
        mark: { type: "text", align: "left", dx: 8, fontWeight: 600 },
        encoding: { x, y, color, text: { field: "model", type: "nominal" } },
      },
    ],
  };
}

/** 1, 2, 4 and so on, and the last. */
function marks(last: number): number[] {
  const powers = Array.from({ length: 12 }, (_, power) => 2 ** power).filter((one) => one < last);
  return [...powers, last];
}
