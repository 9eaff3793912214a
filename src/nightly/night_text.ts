import { textTable } from "../cli/text_table.ts";
import {
  differencesText,
  differenceText,
  identitySentence,
  lookSentence,
  speedSentence,
  stateOf,
  valueText,
} from "../report/night_text.ts";
import type { Judgement, NightRecord } from "../spec/night_record.ts";

/** What of a night is told. */
export type ToldNight = Omit<
  NightRecord,
  "ended" | "deliveries" | "announced" | "tripped" | "exit"
>;

/** A night as lines for a terminal. */
export function nightText(night: ToldNight): string[] {
  const { identity, speed, notices, settings, drift, alarms, changes } = night;
  return [
    `Night ${night.night}: ${stateOf(night)}`,
    ...trialTable(night),
    "",
    identitySentence(night),
    ...settings.map((line) => `  setting ${line}`),
    ...(identity.kind === "changed" ? judgementTable(night.judgements) : []),
    ...drift.map(({ trial, metric, since, from, to }) =>
      `level of ${trial} ${metric} since ${since}: ${valueText(metric, to)}, before ${
        valueText(metric, from)
      }`
    ),
    speedSentence(speed),
    ...night.models.map(lookSentence),
    ...notices,
    ...alarms.map(({ kind, text }) => `${kind.toUpperCase()}: ${text}`),
    ...changes.recovered.map((name) => `recovered from ${name}`),
  ];
}

/** A night in Markdown, for the summary of a job. */
export function nightMarkdown(night: ToldNight): string {
  const lines = nightText(night);
  // A block of code needs no escapes, and nothing in it can end it.
  return `## Nightly ${night.night}: ${stateOf(night)}\n\n\`\`\`text\n${
    lines.slice(1).join("\n").replaceAll("```", "'''")
  }\n\`\`\`\n`;
}

function trialTable({ trials }: ToldNight): string[] {
  if (trials.length === 0) return ["no runs"];
  return textTable(
    [
      { heading: "trial", align: "left" },
      { heading: "runs", align: "right" },
      { heading: "test accuracy", align: "right" },
      { heading: "loss", align: "right" },
      { heading: "training", align: "right" },
    ],
    trials.map(({ label, runs, planned, accuracy, loss, seconds }) => [
      label,
      `${runs.length}/${planned}`,
      valueText("accuracy", accuracy?.mean ?? null),
      valueText("loss", loss),
      valueText("seconds", seconds),
    ]),
  );
}

function judgementTable(judgements: readonly Judgement[]): string[] {
  const judged = judgements.filter(({ verdict }) => verdict !== null);
  return textTable(
    [
      { heading: "  trial", align: "left" },
      { heading: "metric", align: "left" },
      { heading: "verdict", align: "left" },
      { heading: "baseline", align: "right" },
      { heading: "tonight", align: "right" },
      { heading: "difference", align: "right" },
      { heading: "interval", align: "right" },
      { heading: "margin", align: "right" },
    ],
    judged.map((one) => [
      `  ${one.trial}`,
      one.metric,
      one.verdict ?? "",
      valueText(one.metric, one.baseline),
      valueText(one.metric, one.tonight),
      differenceText(one.metric, one.difference),
      differencesText(one.metric, one.interval),
      `±${differenceText(one.metric, one.margin).slice(1)}`,
    ]),
  );
}
