import type { TopLevelSpec } from "vega-lite";
import { amountText, levelText, percentIntervalText, percentText } from "../number_text.ts";
import { hasSweep, type ReportInput, trialAt } from "../study.ts";
import { accuraciesToHold, hasDiverged } from "../summaries.ts";
import { cellText, sweptAxes } from "../sweep_axes.ts";
import { INK } from "../theme.ts";
import { accuracyAxis } from "./accuracy_axis.ts";
import { AMOUNT_LABEL, type Chart, IN_WORDS, type Layer, type Row } from "./chart.ts";
import { dodge } from "./dodge.ts";
import { type FlopsPoint, flopsPoints } from "./flops_points.ts";
import { freeLabels, LABEL_OFFSET } from "./free_labels.ts";

const WIDTH = 540;
const HEIGHT = 290;

/** Test accuracy against all FLOPs spent on training, with the Pareto front of the means. */
export const accuracyByFlops: Chart = {
  name: "accuracy_by_flops",
  columns: ["trial", "model", "role", "flops", "accuracy", "low", "high", "seeds", "on_front"],
  applies: (input) => flopsPoints(input).length > 1,
  title,
  description: (input) =>
    `Test accuracy against total training FLOPs. ${
      flopsPoints(input).map((point) =>
        `${point.series.name}: ${percentText(point.accuracy.mean, 1)} for ${
          amountText(point.flops)
        }${point.onFront ? ", on the front" : ""}`
      ).join("; ")
    }.`,
  rows: (input) => flopsPoints(input).map((point) => pointRow(input, point)),
  spec,
};

function pointRow(input: ReportInput, { series, flops, accuracy, onFront }: FlopsPoint): Row {
  return {
    trial: trialAt(input.plan, series.trial).label,
    model: series.model,
    role: series.role,
    flops,
    accuracy: accuracy.mean,
    low: accuracy.interval?.low ?? null,
    high: accuracy.interval?.high ?? null,
    seeds: accuracy.count,
    on_front: onFront,
  };
}

function pointWords({ series, flops, accuracy, onFront }: FlopsPoint): string {
  return `${series.name}: ${percentText(accuracy.mean)} ${
    percentIntervalText(accuracy.interval)
  }, ${amountText(flops)} FLOPs${onFront ? ", on the front" : ""}`;
}

/** Names what is on the front: a statement about the means, not about a difference. */
function title(input: ReportInput): string {
  const drawn = flopsPoints(input);
  const main = drawn.filter((point) => point.series.role !== "sweep");
  if (main.length < 2) return "Test accuracy against training FLOPs";
  const front = drawn.filter((point) => point.onFront);
  const named = front.filter((point) => point.series.role !== "sweep").map((p) => p.series.name);
  const swept = front.length - named.length;
  const parts = [
    ...named,
    ...(swept > 0 ? [`${swept} sweep cell${swept === 1 ? "" : "s"}`] : []),
  ];
  return `On the Pareto front of the means: ${parts.join(", ")}`;
}

function spec(input: ReportInput): TopLevelSpec {
  const drawn = flopsPoints(input);
  const axis = accuracyAxis(
    accuraciesToHold(
      input,
      drawn.map(({ series, accuracy }) => ({ trial: series.trial, accuracy })),
    ),
  );
  const domain = logDomain(drawn.map((point) => point.flops));
  const x = {
    field: "flops",
    type: "quantitative" as const,
    title: "total training FLOPs (log scale)",
    scale: { type: "log" as const, domain, nice: false },
    axis: { values: logMarks(domain), labelExpr: AMOUNT_LABEL, grid: true },
  };
  const y = (field = "accuracy") => ({
    field,
    type: "quantitative" as const,
    title: null,
    scale: { domain: axis.domain, nice: false },
    axis: { values: axis.values, labelExpr: axis.labelExpr },
  });
  const models = [...new Map(drawn.map(({ series }) => [series.model, series.colour]))];
  const scale = { domain: models.map(([model]) => model), range: models.map(([, hue]) => hue) };
  const color = { field: "model", type: "nominal" as const, scale, legend: null };
  const front = drawn.filter((point) => point.onFront).sort((a, b) => a.flops - b.flops)
    .map(({ flops, accuracy }) => ({ flops, accuracy: accuracy.mean }));
  const isMain = "datum.role !== 'sweep'";
  const layer: Layer[] = [
    {
      data: { values: [...front, { flops: domain[1], accuracy: front.at(-1)!.accuracy }] },
      mark: { type: "line", interpolate: "step-after", color: "#222222", strokeWidth: 1.2 },
      encoding: { x, y: y() },
    },
    {
      transform: [{ filter: "isValid(datum.low)" }],
      mark: { type: "rule", clip: true },
      encoding: {
        x,
        y: y("low"),
        y2: { field: "high" },
        color,
        strokeWidth: { condition: { test: isMain, value: 1.8 }, value: 0.8 },
        opacity: { condition: { test: isMain, value: 1 }, value: 0.5 },
      },
    },
    {
      mark: { type: "point", opacity: 1, strokeWidth: 1.8, aria: true },
      encoding: {
        x,
        y: y(),
        color,
        description: IN_WORDS,
        size: { condition: { test: isMain, value: 80 }, value: 26 },
        fill: {
          condition: {
            test: "datum.on_front",
            field: "model",
            type: "nominal",
            scale,
            legend: null,
          },
          value: "white",
        },
      },
    },
    {
      data: { values: frontLabels(input, drawn, { x: domain, y: axis.domain }) },
      mark: { type: "text", align: "left", ...LABEL_OFFSET, fontSize: 9.5, color: INK.faint },
      encoding: {
        x: { field: "x", type: "quantitative", scale: null },
        y: { field: "y", type: "quantitative", scale: null },
        text: { field: "label" },
      },
    },
    {
      data: { values: mainLabels(drawn, axis.domain) },
      mark: { type: "text", align: "left", baseline: "middle", x: WIDTH + 10, fontWeight: 600 },
      encoding: {
        y: { field: "position", type: "quantitative", scale: null },
        text: { field: "label" },
        color,
      },
    },
  ];
  return {
    title: { text: title(input), subtitle: subtitle(input) },
    description: accuracyByFlops.description(input),
    width: WIDTH,
    height: HEIGHT,
    data: {
      values: drawn.map((point) => ({ ...pointRow(input, point), words: pointWords(point) })),
    },
    layer,
  };
}

function subtitle(input: ReportInput): string[] {
  const seeds = input.plan.sweep.seeds.length;
  const level = levelText(1 - input.plan.sweep.alpha);
  return [
    (seeds === 1
      ? "One seed, so no interval."
      : `Mean of ${
        input.plan.sweep.sweepSeeds < seeds ? "up to " : ""
      }${seeds} seeds; bars: ${level} t-interval of the mean over seeds.`) +
    " Black steps: Pareto front; hollow: dominated.",
    ...(hasSweep(input.plan) ? ["Small points: sweep cells, exploratory."] : []),
    ...(flopsPoints(input).some((point) => hasDiverged(input, point.series.trial))
      ? ["A diverged run counts at chance level; the bar of its trial may leave the chart."]
      : []),
  ];
}

/** Room on both sides, and never less than a factor of 4, so that equal budgets stay readable. */
function logDomain(values: readonly number[]): [number, number] {
  const low = Math.min(...values) / 1.25;
  const high = Math.max(...values) * 1.25;
  const widen = Math.max(1, Math.sqrt(4 / (high / low)));
  return [low / widen, high * widen];
}

function logMarks([low, high]: readonly [number, number]): number[] {
  const decades = Math.log10(high / low);
  const steps = decades > 3 ? [1] : decades > 1 ? [1, 2, 5] : [1, 1.5, 2, 3, 4, 5, 7];
  const first = Math.floor(Math.log10(low));
  return Array.from({ length: Math.ceil(decades) + 2 }, (_, index) => Number(`1e${first + index}`))
    .flatMap((decade) => steps.map((step) => step * decade))
    .filter((mark) => mark >= low && mark <= high);
}

/** Names the sweep cells on the front, from the best down, where there is room. */
function frontLabels(input: ReportInput, drawn: readonly FlopsPoint[], domains: {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}) {
  const axes = sweptAxes(input.plan);
  const [low, high] = domains.x;
  const [bottom, top] = domains.y;
  const place = ({ flops, accuracy }: FlopsPoint) => ({
    x: WIDTH * Math.log(flops / low) / Math.log(high / low),
    y: HEIGHT * (top - accuracy.mean) / (top - bottom),
  });
  const labels = drawn.filter((point) => point.onFront && point.series.role === "sweep")
    .sort((a, b) => b.accuracy.mean - a.accuracy.mean)
    .map((point) => ({
      ...place(point),
      label: cellText(trialAt(input.plan, point.series.trial).cell, axes),
    }));
  const obstacles = drawn.filter((point) => point.series.role !== "sweep").map(place);
  return freeLabels(labels, { width: WIDTH, obstacles });
}

function mainLabels(drawn: readonly FlopsPoint[], [low, high]: readonly [number, number]) {
  const main = drawn.filter((point) => point.series.role !== "sweep");
  const positions = dodge(
    main.map(({ accuracy }) => HEIGHT * (high - accuracy.mean) / (high - low)),
    { gap: 16, limit: HEIGHT },
  );
  return main.map(({ series }, index) => ({
    model: series.model,
    label: series.name,
    position: positions[index]!,
  }));
}
