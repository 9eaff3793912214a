import type { NetworkPair, SecondaryStatistics } from "../../analysis/secondary.ts";
import type { SensitivityRow } from "../../analysis/sensitivity.ts";
import {
  amountText,
  fixedText,
  levelText,
  percentIntervalText,
  percentText,
  pointsIntervalText,
  probabilityText,
  signedPointsText,
} from "../number_text.ts";
import { nameOfLabel } from "../series.ts";
import type { ReportInput } from "../study.ts";
import {
  type Block,
  type Cell,
  numberCell,
  type Section,
  sentence,
  tableBlock,
  wordCell,
} from "./blocks.ts";

/** Statistics beside the verdicts, none of which changes them; nothing without a comparison. */
export function secondarySection(input: ReportInput): Section[] {
  if (input.secondary.length === 0) return [];
  return [{
    id: "secondary",
    heading: "Beside the verdicts",
    exploratory: false,
    blocks: [
      ...alarms(input),
      sensitivityTable(input),
      crossCheckTable(input),
      ...networkTable(input),
    ],
  }];
}

function alarms(input: ReportInput): Block[] {
  const items = input.secondary.flatMap((one) =>
    one.bootstrap?.alarm ? [sentence(`${pairOf(input, one)}: ${one.bootstrap.alarm}`)] : []
  );
  return items.length === 0 ? [] : [{ kind: "list", title: "Alarms", items }];
}

function sensitivityTable(input: ReportInput): Block {
  return tableBlock(
    "Would another summary say otherwise? The Olympic mean leaves out the best and the worst run; the interquartile mean a quarter at each end; diverged runs count at chance level unless they are left out. The verdict is that of all runs.",
    [
      "comparison",
      "summary",
      ">seeds",
      ">left",
      ">right",
      ">difference (pp)",
      ">interval (pp)",
      "would be",
    ],
    {
      rows: input.secondary.flatMap((one) =>
        one.sensitivity.map((row) => [wordCell(pairOf(input, one)), ...sensitivityCells(row)])
      ),
    },
  );
}

function sensitivityCells(row: SensitivityRow): Cell[] {
  const interval = row.estimate?.difference ?? null;
  return [
    wordCell(row.name),
    numberCell(row.seeds, amountText),
    { ...numberCell(row.left, percentText), noInterval: "the difference has it" },
    { ...numberCell(row.right, percentText), noInterval: "the difference has it" },
    {
      ...numberCell(row.difference, signedPointsText),
      ...(interval === null ? { noInterval: "not computed for this summary" } : { interval }),
    },
    {
      value: interval && `[${interval.low}, ${interval.high}]`,
      text: pointsIntervalText(interval),
    },
    wordCell(row.verdict ?? ""),
  ];
}

function crossCheckTable(input: ReportInput): Block {
  const threshold = input.secondary[0]!.improvement?.threshold ?? 0.75;
  const needed = input.secondary[0]!.improvement?.runsNeeded;
  return tableBlock(
    `Cross-checks. P(better): the probability that a run of the left model beats one of the right, equal ones counting half; from ${threshold} on it counts as better${
      needed === undefined ? "" : `, which ${needed} runs a side find with power 0.8`
    }. Bootstrap: seeds and examples resampled; narrower than the verdict's interval with few seeds, for which it makes no allowance, wider with many. Welch: as if the runs were not paired, for contrast.`,
    [
      "comparison",
      ">P(better)",
      ">P(better), same seed",
      ">bootstrap interval (pp)",
      ">level",
      ">Welch t",
      ">Welch df",
      ">Welch p",
    ],
    { rows: input.secondary.map((one) => crossCheckRow(input, one)) },
  );
}

function crossCheckRow(input: ReportInput, one: SecondaryStatistics): Cell[] {
  const { improvement, bootstrap, welch } = one;
  const interval = bootstrap?.interval ?? null;
  const comparison = input.comparisons[input.secondary.indexOf(one)];
  const level = comparison && 1 - comparison.alpha / comparison.comparisons;
  return [
    wordCell(pairOf(input, one)),
    crossCheckCell(improvement?.unpaired),
    crossCheckCell(improvement?.paired),
    {
      value: interval && `[${interval.low}, ${interval.high}]`,
      text: pointsIntervalText(interval),
    },
    numberCell(level, (value) => value === null ? "" : levelText(value)),
    numberCell(welch?.t, (value) => fixedText(value, 2)),
    numberCell(welch?.degreesOfFreedom, (value) => fixedText(value, 1)),
    numberCell(welch?.p, probabilityText),
  ];
}

/** Folded: one row a pair of networks, and none of them is about the models. */
function networkTable(input: ReportInput): Block[] {
  const rows = input.secondary.flatMap((one) =>
    one.networks.map((pair) => [wordCell(pairOf(input, one)), ...networkCells(pair)])
  );
  if (rows.length === 0) return [];
  return [tableBlock(
    "McNemar's test of the two networks of each seed: about these two networks only, not about the models. Accuracies with Wilson's 95 % interval over test examples; b: examples that only the left network has right, c: only the right one.",
    [
      "networks",
      ">seed",
      ">left",
      ">right",
      ">b",
      ">c",
      ">difference (pp)",
      ">p exact",
      ">p mid-p",
    ],
    { rows, folded: true },
  )];
}

function networkCells({ seed, left, right, test }: NetworkPair): Cell[] {
  const network = ({ accuracy, interval }: NetworkPair["left"]): Cell => ({
    value: accuracy,
    text: `${percentText(accuracy)} ${percentIntervalText(interval)}`,
    interval,
  });
  return [
    numberCell(seed, (value) => fixedText(value, 0)),
    network(left),
    network(right),
    numberCell(test.onlyLeft, amountText),
    numberCell(test.onlyRight, amountText),
    {
      ...numberCell(test.difference, signedPointsText),
      noInterval: "of two networks, with an exact test beside it",
    },
    numberCell(test.exact, probabilityText),
    numberCell(test.midP, probabilityText),
  ];
}

function pairOf(input: ReportInput, { left, right }: SecondaryStatistics): string {
  return `${nameOfLabel(input, left)} − ${nameOfLabel(input, right)}`;
}

/** The verdict's own interval is the one to read; these numbers have none. */
function crossCheckCell(value: number | undefined): Cell {
  return { ...numberCell(value, (one) => fixedText(one, 3)), noInterval: "a cross-check" };
}
