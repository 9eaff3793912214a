import { alarmName, type NightRecord } from "../../spec/night_record.ts";
import {
  differencesText,
  differenceText,
  identitySentence,
  speedSentence,
  stateOf,
  valueText,
} from "../night_text.ts";
import type { ReportInput } from "../study.ts";
import { type Block, type Section, sentence, tableBlock, type Tone, wordCell } from "./blocks.ts";

/** What changed since the baseline night, in the report of a night's study. */
export function nightSection({ night }: ReportInput): Section[] {
  if (night === null) return [];
  const text = `The history of all nights with its trends is ../../index.html, two folders up.`;
  return [{
    id: "night",
    heading: "Since the baseline night",
    exploratory: false,
    blocks: [...nightBlocks(night), { kind: "paragraph", text }],
  }];
}

/** A night: its state, its alarms, and each trial against the baseline. */
export function nightBlocks(night: NightRecord): Block[] {
  const { alarms, changes, drift, settings, notices, deliveries } = night;
  const isNew = (name: string) => changes.new.includes(name) ? "new" : "still";
  return [
    {
      kind: "state",
      label: stateOf(night),
      tone: toneOf(night),
      sentence: sentence(identitySentence(night)),
      notes: [
        ...alarms.map((alarm) => sentence(`${alarm.text} (${isNew(alarmName(alarm))})`)),
        ...changes.recovered.map((name) => sentence(`recovered from ${name}`)),
        sentence(speedSentence(night.speed)),
        ...drift.map(({ trial, metric, since, from, to }) =>
          `The level of ${trial} ${metric} since ${since} is ${
            valueText(metric, to)
          }, that of the baseline ${valueText(metric, from)}.`
        ),
        ...notices.map(sentence),
        ...deliveries.filter(({ failure }) => failure !== null).map((one) =>
          `The ${one.channel} was not told: ${one.failure}.`
        ),
      ],
    },
    ...(night.judgements.length === 0 ? [] : [judgementBlock(night)]),
    ...(settings.length === 0 ? [] : [{
      kind: "list" as const,
      title: "Settings that changed since the baseline",
      items: settings,
    }]),
  ];
}

function toneOf(night: NightRecord): Tone {
  switch (stateOf(night)) {
    case "identical":
    case "improved":
      return "positive";
    case "same":
      return "neutral";
    case "measured":
    case "inconclusive":
      return "open";
    default:
      return "negative";
  }
}

function judgementBlock({ judgements }: NightRecord): Block {
  return tableBlock(
    "Each trial against the baseline night, paired by seed and test example: tonight minus baseline.",
    [
      "trial",
      "metric",
      "verdict",
      ">baseline",
      ">tonight",
      ">difference",
      ">interval",
      ">margin",
      "why",
    ],
    {
      rows: judgements.map((one) => [
        wordCell(one.trial),
        wordCell(one.metric),
        wordCell(one.verdict ?? "shown only"),
        { value: one.baseline, text: valueText(one.metric, one.baseline) },
        { value: one.tonight, text: valueText(one.metric, one.tonight) },
        { value: one.difference, text: differenceText(one.metric, one.difference) },
        wordCell(differencesText(one.metric, one.interval)),
        {
          value: one.margin,
          text: one.margin === null ? "–" : `±${differenceText(one.metric, one.margin).slice(1)}`,
        },
        wordCell([one.reason, ...one.remarks].join("; ")),
      ]),
    },
  );
}
