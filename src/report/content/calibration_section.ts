import type { CalibrationFindings, TrialCalibration } from "../../analysis/calibration.ts";
import { BIN_COUNTS } from "../../analysis/calibration.ts";
import { BINNINGS } from "../../analysis/calibration_error.ts";
import type { CalibrationDifference } from "../../analysis/calibration_differences.ts";
import type { Interval } from "../../analysis/comparison.ts";
import { amountText, fixedText, levelText, pointsText, probabilityText } from "../number_text.ts";
import { nameOfLabel } from "../series.ts";
import { hasSeveralAnswers, type ReportInput } from "../study.ts";
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

/** Whether the probabilities that models give can be believed. */
export function calibrationSection(input: ReportInput): Section[] {
  const { calibration } = input;
  if (calibration === null) return [];
  const level = levelText(1 - input.plan.sweep.alpha);
  return [{
    id: "calibration",
    heading: "Calibration",
    exploratory: true,
    blocks: [
      {
        kind: "paragraph",
        text:
          "Secondary: no verdict rests on it. Log loss (NLL, natural logarithm) and the Brier score are proper scores of the probabilities at the tick that answers; lower is better. The expected calibration error (ECE) is not: it is biased upwards, the more so with few answers or many bins, it depends on the bins, and a model that guesses can have none. Its interval is a bootstrap over seeds and examples that corrects for that bias, so it may lie below the value. Differences are therefore given for the scores alone." +
          (hasSeveralAnswers(input)
            ? " An example has several answers: probabilities, scores and correctness are averaged over them."
            : ""),
      },
      ...chartBlock(input, "reliability"),
      scoreTable(input, calibration, level),
      errorTable(input, calibration, level),
      ...(calibration.differences.length > 0 ? [differenceTable(input, calibration, level)] : []),
      ...tickTable(input, calibration),
    ],
  }];
}

function scoreTable(input: ReportInput, { trials }: CalibrationFindings, level: string): Block {
  const score = (value: number | null) => fixedText(value, 4);
  return tableBlock(
    `Scores at the tick that answers, means over completed runs with ${level} t-intervals over runs. Brier score: summed over classes, 0 to 2; of the answer alone: squared difference between its probability and 1 or 0.`,
    ["model", ">log loss", ">Brier score", ">Brier score of the answer", ">runs"],
    {
      rows: trials.map(({ label, readout, runs }) => [
        wordCell(nameOfLabel(input, label)),
        estimateCell(readout.logLoss, score),
        estimateCell(readout.brier, score),
        estimateCell(readout.topLabelBrier, score),
        numberCell(runs, amountText),
      ]),
    },
  );
}

function errorTable(input: ReportInput, { trials }: CalibrationFindings, level: string): Block {
  const kinds = BINNINGS.flatMap((binning) => BIN_COUNTS.map((bins) => ({ binning, bins })));
  return tableBlock(
    `Expected calibration error at the tick that answers, in percentage points, means over completed runs with ${level} bootstrap intervals.`,
    ["model", ...kinds.map(({ binning, bins }) => `>${bins} bins of ${binning}`)],
    {
      rows: trials.map(({ label, readout }) => [
        wordCell(nameOfLabel(input, label)),
        ...kinds.map(({ binning, bins }): Cell => {
          const { value, interval } = readout.errors.find((one) =>
            one.binning === binning && one.bins === bins
          )!;
          return {
            value,
            text: `${pointsText(value)} [${pointsText(interval.low)}, ${
              pointsText(interval.high)
            }]`,
            interval,
          };
        }),
      ]),
    },
  );
}

function differenceTable(
  input: ReportInput,
  { differences }: CalibrationFindings,
  level: string,
): Block {
  return tableBlock(
    `Differences of scores, left minus right: negative favours left. The standard error is that of the accuracy differences, for new seeds and new examples. The ${level} intervals are not adjusted; p is, by Holm's method over this table. A diverged run counts as a guess.`,
    ["comparison", "score", ">difference", `>${level} interval`, ">adjusted p", ">seeds", ">df"],
    {
      rows: differences.map((one) => [
        wordCell(`${nameOfLabel(input, one.left)} − ${nameOfLabel(input, one.right)}`),
        wordCell(one.score),
        differenceCell(one),
        intervalCell(one.interval),
        numberCell(one.pHolm, probabilityText),
        numberCell(one.seeds.length, amountText),
        numberCell(one.degreesOfFreedom, (value) => fixedText(value, 1)),
      ]),
    },
  );
}

function differenceCell({ mean, interval }: CalibrationDifference): Cell {
  return { value: mean, text: signed(mean), interval };
}

function intervalCell(interval: Interval): Cell {
  return {
    value: `[${interval.low}, ${interval.high}]`,
    text: `[${signed(interval.low)}, ${signed(interval.high)}]`,
  };
}

function signed(value: number): string {
  return `${value >= 0 ? "+" : ""}${fixedText(value, 4)}`;
}

/** Nothing where no model has several ticks. */
function tickTable(input: ReportInput, { trials }: CalibrationFindings): Block[] {
  const ticking = trials.filter(({ perTick }) => perTick.length > 1);
  if (ticking.length === 0) return [];
  const score = (value: number | null) => fixedText(value, 4);
  const bins = BIN_COUNTS.at(-1)!;
  const row = (label: string, one: TrialCalibration["perTick"][number]): Cell[] => [
    wordCell(nameOfLabel(input, label)),
    numberCell(one.tick, amountText),
    estimateCell(one.logLoss, score),
    estimateCell(one.brier, score),
    ...one.errors.map(({ value }): Cell => ({
      value,
      text: pointsText(value),
      noInterval: "the calibration error is bootstrapped at the tick that answers only",
    })),
  ];
  return [tableBlock(
    `Calibration when a fixed tick is read, means over completed runs. Calibration errors in percentage points, ${bins} bins.`,
    [
      "model",
      ">tick",
      ">log loss",
      ">Brier score",
      ...BINNINGS.map((binning) => `>ECE, ${binning}`),
    ],
    {
      rows: ticking.flatMap(({ label, perTick }) => perTick.map((one) => row(label, one))),
      folded: true,
    },
  )];
}
