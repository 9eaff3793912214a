import type { PairedDifference, RobustnessFindings } from "../../analysis/robustness.ts";
import { CORRUPTIONS } from "../../spec/mod.ts";
import {
  amountText,
  levelText,
  pointsText,
  probabilityText,
  signedPointsText,
} from "../number_text.ts";
import { nameOfLabel } from "../series.ts";
import type { ReportInput } from "../study.ts";
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

/** Accuracy on corrupted test images. Nothing where none were asked for. */
export function robustnessSection(input: ReportInput): Section[] {
  const { robustness } = input;
  if (robustness === null) return [];
  return [{
    id: "robustness",
    heading: "Robustness",
    exploratory: true,
    blocks: [
      {
        kind: "paragraph",
        text: `Exploratory: no verdict rests on it. ${
          amountText(robustness.examples)
        } test images, chosen at random once, were corrupted in ${CORRUPTIONS.length} ways at 5 strengths, drawn per image from named streams; the checksums of their pixels are equal for every model and seed. The models were not trained for it. A model that is better on clean images is better on corrupted ones too: the accuracy lost tells the two apart.`,
      },
      ...chartBlock(input, "robustness"),
      accuracyTable(input, robustness),
      ...(robustness.differences.length > 0 ? [differenceTable(input, robustness)] : []),
    ],
  }];
}

function accuracyTable(input: ReportInput, { trials }: RobustnessFindings): Block {
  const level = levelText(1 - input.plan.sweep.alpha);
  return tableBlock(
    `Accuracy on the corrupted images, mean over the strengths, in per cent with ${level} t-intervals over seeds. A diverged run counts at chance level.`,
    ["model", ">clean", ...CORRUPTIONS.map((one) => `>${one}`), ">all"],
    {
      rows: trials.map(({ label, clean, corruptions, overall }) => [
        wordCell(nameOfLabel(input, label)),
        ...[clean, ...corruptions.map(({ accuracy }) => accuracy), overall].map((accuracy) =>
          estimateCell(accuracy, (value) => pointsText(value, 1))
        ),
      ]),
    },
  );
}

function differenceTable(input: ReportInput, { differences }: RobustnessFindings): Block {
  const level = levelText(1 - input.plan.sweep.alpha);
  return tableBlock(
    `Differences, left minus right, in percentage points, mean over the strengths and paired by seed: for new seeds and these very images. The ${level} intervals are not adjusted; p, of the accuracy, is by Holm's method over this table. Accuracy lost: against the clean images, negative favours left.`,
    ["comparison", "corruption", ">accuracy", ">adjusted p", ">accuracy lost", ">seeds"],
    {
      rows: differences.map((one) => [
        wordCell(`${nameOfLabel(input, one.left)} − ${nameOfLabel(input, one.right)}`),
        wordCell(one.corruption ?? "all"),
        differenceCell(one.accuracy),
        numberCell(one.pHolm, probabilityText),
        differenceCell(one.loss),
        numberCell(one.seeds.length, amountText),
      ]),
    },
  );
}

function differenceCell({ mean, interval }: PairedDifference): Cell {
  if (interval === null) {
    return { value: mean, text: signedPointsText(mean), noInterval: "one seed" };
  }
  return {
    value: mean,
    text: `${signedPointsText(mean)} [${signedPointsText(interval.low)}, ${
      signedPointsText(interval.high)
    }]`,
    interval,
  };
}
