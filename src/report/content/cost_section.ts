import {
  type CostToTarget,
  costToTarget,
  reachableTargets,
  summariseCosts,
} from "../../analysis/cost_to_target.ts";
import { quantile } from "../../analysis/quantile.ts";
import { type CostPoint, costPoints } from "../charts/cost_points.ts";
import { amountText, fixedText, levelText, percentText, pointsText } from "../number_text.ts";
import { outsideTraining } from "../outside_training.ts";
import { mainSeries } from "../series.ts";
import { type ReportInput, runsOfTrial } from "../study.ts";
import { summarise } from "../summaries.ts";
import {
  type Block,
  type Cell,
  estimateCell,
  numberCell,
  type Section,
  tableBlock,
  wordCell,
} from "./blocks.ts";
import { chartBlock } from "./chart_block.ts";

/** Costs that a curve counts at every validation. */
const CURVE_COSTS = ["steps", "flops", "seconds"] as const;

/** What accuracy costs. Nothing where fewer than two trials have results. */
export function costSection(input: ReportInput): Section[] {
  const charts = [
    ...chartBlock(input, "accuracy_by_flops"),
    ...chartBlock(input, "accuracy_by_seconds"),
  ];
  if (charts.length === 0) return [];
  return [{
    id: "flops",
    heading: "What accuracy costs",
    exploratory: false,
    blocks: [...charts, costTable(input), ...targetTable(input)],
  }];
}

function costTable(input: ReportInput): Block {
  const level = levelText(1 - input.plan.sweep.alpha);
  const byFlops = costPoints(input, "flops");
  const bySeconds = costPoints(input, "seconds");
  const seconds = (value: number | null) => fixedText(value, 1);
  const front = (points: readonly CostPoint[], trial: number): Cell => {
    const point = points.find(({ series }) => series.trial === trial);
    return wordCell(point === undefined ? "" : point.onFront ? "on the front" : "dominated");
  };
  return tableBlock(
    `Cost of training and accuracy, means over runs with ${level} t-intervals. Seconds are measured on the machine of the run: of training without the first step, which compiles, and of all evaluation apart. Outside training: the share of a run's time that went into anything but steps (start, data, evaluation, files), median over runs; not recorded by earlier versions. Dominated: another trial, sweep cells included, is at least as accurate for no more.`,
    [
      "model",
      ">accuracy",
      ">training FLOPs",
      "by FLOPs",
      ">training seconds",
      "by seconds",
      ">first step (s)",
      ">evaluation (s)",
      ">outside training",
    ],
    {
      rows: mainSeries(input).map(({ trial, name }) => {
        const over = (value: Parameters<typeof summarise>[2]) => summarise(input, trial, value);
        return [
          wordCell(name),
          estimateCell(over(({ outcome }) => outcome.test.accuracy), percentText, pointsText),
          estimateCell(over(({ outcome }) => outcome.spend.flops), amountText),
          front(byFlops, trial),
          estimateCell(over(({ outcome }) => outcome.seconds.training), seconds),
          front(bySeconds, trial),
          estimateCell(over(({ outcome }) => outcome.seconds.warmup), seconds),
          estimateCell(over(({ outcome }) => outcome.seconds.evaluation), seconds),
          outsideCell(input, trial),
        ];
      }),
    },
  );
}

/** The median: one run that met a busy machine must not stand for all. */
function outsideCell(input: ReportInput, trial: number): Cell {
  const shares = runsOfTrial(input, trial).map(({ outcome }) => outsideTraining(outcome))
    .filter((share) => share !== null).sort((a, b) => a - b);
  const median = shares.length === 0 ? null : quantile(shares, 0.5);
  return {
    ...numberCell(median, (share) => percentText(share, 1)),
    noInterval: "what these runs took, not an estimate",
  };
}

/** Nothing where no run reaches any of the targets. */
function targetTable(input: ReportInput): Block[] {
  const level = 1 - input.plan.sweep.alpha;
  const models = mainSeries(input).map(({ trial, name }) => ({
    name,
    runs: runsOfTrial(input, trial).map(({ curve }) => curve),
  }));
  const curveOf = (curve: ReturnType<typeof runsOfTrial>[number]["curve"], cost: CurveCost) =>
    curve.map((point) => ({ accuracy: point.validationAccuracy, cost: point.spend[cost] }));
  const targets = reachableTargets(
    models.flatMap(({ runs }) => runs.map((curve) => curveOf(curve, "steps"))),
  );
  if (targets.length === 0) return [];
  const rows = models.flatMap(({ name, runs }) =>
    targets.map((target) => {
      const summaries = CURVE_COSTS.map((cost) =>
        summariseCosts(runs.map((curve) => costToTarget(curveOf(curve, cost), target)), {
          target,
          level,
        })
      );
      const { reached, runs: all } = summaries[0]!;
      return [
        wordCell(name),
        wordCell(percentText(target, 0)),
        wordCell(`${reached} of ${all}`),
        ...summaries.map((summary, index) => medianCell(summary, CURVE_COSTS[index]!)),
      ];
    })
  );
  return [tableBlock(
    `Cost to reach a validation accuracy: median over all runs at the first validation there, with its ${
      levelText(level)
    } interval from six runs on. A run that never gets there is a miss and counts as dearer than any other; “miss” is a median or an end that is one. The targets are round numbers fixed in advance, the highest that any run reaches.`,
    ["model", ">target", ">reached by", ">steps", ">FLOPs", ">seconds"],
    { rows },
  )];
}

type CurveCost = typeof CURVE_COSTS[number];

function medianCell({ median, interval }: CostToTarget, cost: CurveCost): Cell {
  const print = (value: number | null) =>
    value === null ? "miss" : cost === "seconds" ? fixedText(value, 1) : amountText(value);
  if (interval === null) {
    return { value: median, text: print(median), noInterval: "too few runs for a median" };
  }
  const text = `${print(median)} [${print(interval.low)}, ${print(interval.high)}]`;
  const { low, high } = interval;
  return low === null || high === null
    ? { value: median, text, noInterval: "an end of it is a miss" }
    : { value: median, text, interval: { low, high } };
}
