import type { TopLevelSpec } from "vega-lite";
import {
  amountText,
  fixedText,
  levelText,
  percentIntervalText,
  percentText,
} from "../number_text.ts";
import { hasSweep, type ReportInput, trialAt } from "../study.ts";
import { accuraciesToHold, hasDiverged } from "../summaries.ts";
import { cellText, sweptAxes } from "../sweep_axes.ts";
import { INK } from "../theme.ts";
import { accuracyAxis } from "./accuracy_axis.ts";
import { AMOUNT_LABEL, type Chart, IN_WORDS, type Layer, type Row } from "./chart.ts";
import { type CostKind, type CostPoint, costPoints } from "./cost_points.ts";
import { dodge } from "./dodge.ts";
import { freeLabels, LABEL_OFFSET } from "./free_labels.ts";

const WIDTH = 540;
const HEIGHT = 290;

/** A cost of training as a chart names it. */
export interface ChartedCost {
  readonly kind: CostKind;
  /** Names the files. */
  readonly name: string;
  /** After "against": `total training FLOPs`. */
  readonly words: string;
  /** After an amount: `FLOPs`. */
  readonly unit: string;
  /** Names the front in the title. */
  readonly front: string;
  /** What a reader must know of the cost, or `null`. */
  readonly note: string | null;
}

/** Test accuracy against a cost of training, with the Pareto front of the means. */
export function paretoChart(cost: ChartedCost): Chart {
  const { kind, name, words } = cost;
  return {
    name,
    columns: [
      "trial",
      "model",
      "role",
      kind,
      `${kind}_low`,
      `${kind}_high`,
      "accuracy",
      "low",
      "high",
      "seeds",
      "on_front",
    ],
    applies: (input) => costPoints(input, kind).length > 1,
    title: (input) => title(input, cost),
    description: (input) => description(input, cost),
    rows: (input) => costPoints(input, kind).map((point) => pointRow(input, point, cost)),
    spec: (input) => spec(input, cost),
  };

  function description(input: ReportInput, cost: ChartedCost): string {
    return `Test accuracy against ${words}. ${
      costPoints(input, cost.kind).map((point) =>
        `${point.series.name}: ${percentText(point.accuracy.mean, 1)} for ${costText(point)}${
          point.onFront ? ", on the front" : ""
        }`
      ).join("; ")
    }.`;
  }
}

/** Without needless digits: `1.20e12`, `12,345`, `8.3`. */
function costText({ cost }: CostPoint): string {
  return cost.mean < 100 ? fixedText(cost.mean, 1) : amountText(cost.mean);
}

function pointRow(
  input: ReportInput,
  { series, cost, accuracy, onFront }: CostPoint,
  { kind }: ChartedCost,
): Row {
  return {
    trial: trialAt(input.plan, series.trial).label,
    model: series.model,
    role: series.role,
    [kind]: cost.mean,
    [`${kind}_low`]: cost.interval?.low ?? null,
    [`${kind}_high`]: cost.interval?.high ?? null,
    accuracy: accuracy.mean,
    low: accuracy.interval?.low ?? null,
    high: accuracy.interval?.high ?? null,
    seeds: accuracy.count,
    on_front: onFront,
  };
}

function pointWords(point: CostPoint, { unit }: ChartedCost): string {
  const { series, accuracy, onFront } = point;
  return `${series.name}: ${percentText(accuracy.mean)} ${
    percentIntervalText(accuracy.interval)
  }, ${costText(point)} ${unit}${onFront ? ", on the front" : ""}`;
}

/** Names what is on the front: a statement about the means, not about a difference. */
function title(input: ReportInput, { kind, words, front: heading }: ChartedCost): string {
  const drawn = costPoints(input, kind);
  const main = drawn.filter((point) => point.series.role !== "sweep");
  if (main.length < 2) return `Test accuracy against ${words}`;
  const front = drawn.filter((point) => point.onFront);
  const named = front.filter((point) => point.series.role !== "sweep").map((p) => p.series.name);
  const swept = front.length - named.length;
  const parts = [
    ...named,
    ...(swept > 0 ? [`${swept} sweep cell${swept === 1 ? "" : "s"}`] : []),
  ];
  return `${heading}: ${parts.join(", ")}`;
}

function spec(input: ReportInput, charted: ChartedCost): TopLevelSpec {
  const { kind, words } = charted;
  const drawn = costPoints(input, kind);
  const axis = accuracyAxis(
    accuraciesToHold(
      input,
      drawn.map(({ series, accuracy }) => ({ trial: series.trial, accuracy })),
    ),
  );
  const domain = logDomain(drawn.flatMap(costEnds));
  const x = (field: string = kind) => ({
    field,
    type: "quantitative" as const,
    title: `${words} (log scale)`,
    scale: { type: "log" as const, domain, nice: false },
    axis: { values: logMarks(domain), labelExpr: AMOUNT_LABEL, grid: true },
  });
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
  const front = drawn.filter((point) => point.onFront).sort((a, b) => a.cost.mean - b.cost.mean)
    .map(({ cost, accuracy }) => ({ [kind]: cost.mean, accuracy: accuracy.mean }));
  const isMain = "datum.role !== 'sweep'";
  const layer: Layer[] = [
    {
      data: { values: [...front, { ...front.at(-1)!, [kind]: domain[1] }] },
      mark: { type: "line", interpolate: "step-after", color: "#222222", strokeWidth: 1.2 },
      encoding: { x: x(), y: y() },
    },
    {
      transform: [{ filter: "isValid(datum.low)" }],
      mark: { type: "rule", clip: true },
      encoding: {
        x: x(),
        y: y("low"),
        y2: { field: "high" },
        color,
        strokeWidth: { condition: { test: isMain, value: 1.8 }, value: 0.8 },
        opacity: { condition: { test: isMain, value: 1 }, value: 0.5 },
      },
    },
    {
      // Where a cost was counted instead of measured, it does not vary and the bar has no length.
      transform: [{ filter: `isValid(datum.${kind}_low) && ${isMain}` }],
      mark: { type: "rule", clip: true },
      encoding: {
        x: x(`${kind}_low`),
        x2: { field: `${kind}_high` },
        y: y(),
        color,
        strokeWidth: { value: 1.8 },
      },
    },
    {
      mark: { type: "point", opacity: 1, strokeWidth: 1.8, aria: true },
      encoding: {
        x: x(),
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
    title: { text: title(input, charted), subtitle: subtitle(input, charted) },
    description: paretoChart(charted).description(input),
    width: WIDTH,
    height: HEIGHT,
    data: {
      values: drawn.map((point) => ({
        ...pointRow(input, point, charted),
        words: pointWords(point, charted),
      })),
    },
    layer,
  };
}

function subtitle(input: ReportInput, { kind, note }: ChartedCost): string[] {
  const seeds = input.plan.sweep.seeds.length;
  const level = levelText(1 - input.plan.sweep.alpha);
  return [
    (seeds === 1
      ? "One seed, so no interval."
      : `Mean of ${
        input.plan.sweep.sweepSeeds < seeds ? "up to " : ""
      }${seeds} seeds; bars: ${level} t-interval of the mean over seeds.`) +
    " Steps: Pareto front; hollow: dominated.",
    ...(hasSweep(input.plan) ? ["Small points: sweep cells, exploratory."] : []),
    ...(note === null ? [] : [note]),
    ...(costPoints(input, kind).some((point) => hasDiverged(input, point.series.trial))
      ? ["A diverged run counts at chance level; the bar of its trial may leave the chart."]
      : []),
  ];
}

/** The mean, and the ends of its interval where a logarithm exists. */
function costEnds({ cost: { mean, interval } }: CostPoint): number[] {
  return [mean, ...Object.values(interval ?? {})].filter((value) => value > 0);
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
function frontLabels(input: ReportInput, drawn: readonly CostPoint[], domains: {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}) {
  const axes = sweptAxes(input.plan);
  const [low, high] = domains.x;
  const [bottom, top] = domains.y;
  const place = ({ cost, accuracy }: CostPoint) => ({
    x: WIDTH * Math.log(cost.mean / low) / Math.log(high / low),
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

function mainLabels(drawn: readonly CostPoint[], [low, high]: readonly [number, number]) {
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
