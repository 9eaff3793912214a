import type { TopLevelSpec } from "vega-lite";
import type { AxisName } from "../../spec/mod.ts";
import { percentText, pointsText } from "../number_text.ts";
import { referenceTrial, type ReportInput, trialAt } from "../study.ts";
import { summarise } from "../summaries.ts";
import { axisTitle, axisValue, axisValues, cellText, sweptAxes } from "../sweep_axes.ts";
import { INK, ON_COLOUR } from "../theme.ts";
import { percentLabel } from "./accuracy_axis.ts";
import { type Chart, IN_WORDS, type Layer, type Row } from "./chart.ts";

const CELL = { width: 72, height: 48 };

/** Test accuracy over synchronisation size and ticks as a heat map; nothing is interpolated. */
export const syncByTicks: Chart = {
  name: "sync_by_ticks",
  columns: ["ticks", "pairs", "accuracy", "deviation", "seeds", "state", "is_reference"],
  applies: (input) =>
    pairsAxis(input) !== null && sweptAxes(input.plan).includes("ticks") &&
    cells(input).some((cell) => cell.accuracy !== null),
  title,
  description: (input) =>
    `Exploratory heat map of mean test accuracy over ticks and ${
      axisTitle(pairsAxis(input) ?? "sync")
    }. ${
      cells(input).map((cell) =>
        `${cell.ticks} ticks, ${cell.pairs} pairs: ${
          cell.accuracy === null ? cell.state : percentText(cell.accuracy, 1)
        }`
      ).join("; ")
    }.`,
  rows: (input) => cells(input).map((cell): Row => ({ ...cell })),
  spec,
};

interface SyncCell {
  readonly ticks: number;
  readonly pairs: number;
  /** Mean over seeds, `null` without a result. */
  readonly accuracy: number | null;
  /** Standard deviation over seeds, `null` with fewer than 2. */
  readonly deviation: number | null;
  readonly seeds: number;
  readonly state: "measured" | "no result" | "not planned";
  readonly is_reference: boolean;
}

function pairsAxis(input: ReportInput): AxisName | null {
  const swept = sweptAxes(input.plan);
  return (["sync", "outputPairs", "actionPairs"] as const).find((axis) => swept.includes(axis)) ??
    null;
}

/** The cells of the plane in which all other swept options are those of the reference. */
function cells(input: ReportInput): SyncCell[] {
  const axis = pairsAxis(input);
  if (axis === null) return [];
  const { plan } = input;
  const reference = referenceTrial(plan);
  const others = otherAxes(input);
  const plane = plan.trials.map((trial, index) => ({ trial, index })).filter(({ trial }) =>
    trial.role !== "baseline" && (reference === null ||
      cellText(trial.cell, others) === cellText(trialAt(plan, reference).cell, others))
  );
  return axisValues(plan, axis).flatMap((pairs) =>
    axisValues(plan, "ticks").map((ticks): SyncCell => {
      const found = plane.find(({ trial }) =>
        trial.cell.ticks === ticks && axisValue(trial.cell, axis) === pairs
      );
      const summary = found
        ? summarise(input, found.index, (run) => run.outcome.test.accuracy)
        : null;
      return {
        ticks,
        pairs,
        accuracy: summary?.mean ?? null,
        deviation: summary?.deviation ?? null,
        seeds: summary?.count ?? 0,
        state: summary ? "measured" : found ? "no result" : "not planned",
        is_reference: found !== undefined && found.index === reference,
      };
    })
  );
}

function otherAxes(input: ReportInput): AxisName[] {
  return sweptAxes(input.plan).filter((axis) => axis !== "ticks" && axis !== pairsAxis(input));
}

function title(input: ReportInput): string {
  const measured = cells(input).filter((cell) => cell.accuracy !== null);
  const best = Math.max(...measured.map((cell) => cell.accuracy ?? 0));
  const [highest, ...ties] = measured.filter((cell) => cell.accuracy === best);
  if (highest === undefined || ties.length > 0 || measured.length < 2) {
    return "Test accuracy by ticks and synchronisation size (exploratory)";
  }
  return `Highest mean at ${highest.ticks} ticks and ${highest.pairs} pairs: ${
    percentText(best, 1)
  } (exploratory)`;
}

function spec(input: ReportInput): TopLevelSpec {
  const drawn = cells(input);
  const domain = colourDomain(drawn);
  const seeds = input.plan.sweep.seeds.length;
  const values = drawn.map((cell) => ({
    ...cell,
    value_text: cell.accuracy === null ? "–" : pointsText(cell.accuracy, 1),
    spread_text: spreadText(cell, seeds),
    words: `${cell.ticks} ticks, ${cell.pairs} pairs: ${percentText(cell.accuracy)} ± ${
      pointsText(cell.deviation)
    }, ${cell.seeds} of ${seeds} seeds`,
  }));
  const position = {
    x: {
      field: "ticks",
      type: "ordinal" as const,
      title: axisTitle("ticks"),
      axis: { labelAngle: 0, ticks: false, domain: false },
    },
    y: {
      field: "pairs",
      type: "ordinal" as const,
      sort: "descending" as const,
      title: axisTitle(pairsAxis(input) ?? "sync"),
    },
  };
  const bright = domain[0] + 0.6 * (domain[1] - domain[0]);
  const ink = (onBright: string, onDark: string) => ({
    condition: [
      { test: "!isValid(datum.accuracy)", value: INK.faint },
      { test: `datum.accuracy > ${bright}`, value: onBright },
    ],
    value: onDark,
  });
  const layer: Layer[] = [
    {
      transform: [{ filter: "!isValid(datum.accuracy)" }],
      mark: { type: "rect", color: INK.empty, stroke: "white" },
      encoding: position,
    },
    {
      transform: [{ filter: "isValid(datum.accuracy)" }],
      mark: { type: "rect", stroke: "white", aria: true },
      encoding: {
        ...position,
        description: IN_WORDS,
        color: {
          field: "accuracy",
          type: "quantitative",
          scale: { scheme: "viridis", domain, nice: false },
          legend: {
            title: "accuracy",
            labelExpr: percentLabel(1),
            gradientLength: 140,
            tickCount: 4,
          },
        },
      },
    },
    {
      mark: { type: "text", dy: -6, fontSize: 13, fontWeight: 600 },
      encoding: {
        ...position,
        text: { field: "value_text", type: "nominal" },
        color: ink(ON_COLOUR.bright, ON_COLOUR.dark),
      },
    },
    {
      mark: { type: "text", dy: 9, fontSize: 10 },
      encoding: {
        ...position,
        text: { field: "spread_text", type: "nominal" },
        color: ink(ON_COLOUR.bright, ON_COLOUR.dark),
      },
    },
    {
      transform: [{ filter: "datum.is_reference" }],
      mark: { type: "rect", fill: null, stroke: INK.strong, strokeWidth: 2.5 },
      encoding: position,
    },
  ];
  return {
    title: { text: title(input), subtitle: subtitle(input) },
    description: syncByTicks.description(input),
    width: { step: CELL.width },
    height: { step: CELL.height },
    data: { values },
    layer,
  };
}

function spreadText(cell: SyncCell, planned: number): string {
  if (cell.accuracy === null) return cell.state;
  const spread = cell.deviation === null ? "" : `± ${pointsText(cell.deviation, 1)}`;
  return cell.seeds < planned ? `${spread} (${cell.seeds}/${planned})`.trim() : spread;
}

function colourDomain(drawn: readonly SyncCell[]): [number, number] {
  const values = drawn.flatMap((cell) => cell.accuracy ?? []);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return high - low > 0.002 ? [low, high] : [low - 0.001, high + 0.001];
}

function subtitle(input: ReportInput): string[] {
  const seeds = input.plan.sweep.seeds.length;
  const fewer = input.plan.sweep.sweepSeeds < seeds
    ? ` (other cells than the reference: ${input.plan.sweep.sweepSeeds})`
    : "";
  const others = otherAxes(input);
  const reference = referenceTrial(input.plan);
  const slice = others.length > 0 && reference !== null
    ? ` Shown for ${cellText(trialAt(input.plan, reference).cell, others)}.`
    : "";
  return [
    `Mean test accuracy in %${
      seeds > 1 ? ` ± standard deviation over ${seeds} seeds${fewer}` : ", one seed"
    }.${slice}`,
    "Outline: the reference cell, fixed before the first run. Grey: no value.",
    "Exploratory: the best of several cells looks better than it is; repeat it with new seeds.",
  ];
}
