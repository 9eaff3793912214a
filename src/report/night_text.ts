import { formatPoints } from "../analysis/format_numbers.ts";
import {
  ALARM_KINDS,
  type Judgement,
  type ModelLook,
  type NightRecord,
} from "../spec/night_record.ts";

/** A night in a word: the worst thing about it, else how it compares with the baseline. */
export function stateOf(record: Pick<NightRecord, "alarms" | "identity" | "judgements">): string {
  const worst = ALARM_KINDS.find((kind) => record.alarms.some((alarm) => alarm.kind === kind));
  if (worst !== undefined) return worst;
  const { identity, judgements } = record;
  if (identity.kind === "none") return "measured";
  if (identity.kind === "identical") return "identical";
  const verdicts = judgements.flatMap(({ role, verdict }) =>
    role === "gate" && verdict !== null ? [verdict] : []
  );
  const order = ["improved", "inconclusive", "same"] as const;
  return order.find((one) => verdicts.includes(one)) ?? "same";
}

/** Bit by bit or not, in one sentence. */
export function identitySentence(
  { identity, baseline }: Pick<NightRecord, "identity" | "baseline">,
): string {
  switch (identity.kind) {
    case "identical":
      return `identical (${identity.runs} runs) to the night ${baseline}`;
    case "changed":
      return `changed: ${
        identity.runs - identity.identical
      } of ${identity.runs} runs differ from the night ${baseline}`;
    case "none":
      return `not compared: ${identity.reason}`;
    default:
      return identity satisfies never;
  }
}

/** The ratio of the times of both codes, in one sentence. */
export function speedSentence(speed: NightRecord["speed"]): string {
  if (speed.kind === "none") return `no speed ratio: ${speed.reason}`;
  return speed.trials.map(({ trial, ratio, interval, verdict, reason, pairs }) =>
    `a step of ${trial} takes ${ratio.toFixed(3)} times as long as with the baseline's code${
      interval === null ? "" : ` [${interval.low.toFixed(3)}, ${interval.high.toFixed(3)}]`
    }, ${pairs.length} interleaved pairs: ${verdict}, ${reason}`
  ).join("; ");
}

/** What a night may say about the models. */
export function lookSentence(one: ModelLook): string {
  const { left, right, difference, interval, look, verdict, lookNight } = one;
  const numbers = difference === null
    ? "no estimate"
    : `${formatPoints(difference)} pp${
      interval === null ? "" : ` [${formatPoints(interval.low)}, ${formatPoints(interval.high)}]`
    }`;
  const last = verdict === null
    ? "no formal look yet"
    : look
    ? `formal look: ${verdict}`
    : `the look of ${lookNight} said ${verdict}`;
  return `${left} against ${right}: ${numbers}${look ? "" : ", not a look"}; ${last}`;
}

/** A value of a metric with its unit. */
export function valueText(metric: Judgement["metric"], value: number | null): string {
  if (value === null) return "–";
  switch (metric) {
    case "accuracy":
      return `${(100 * value).toFixed(2)} %`;
    case "loss":
      return value.toFixed(4);
    case "seconds":
      return `${value.toFixed(1)} s`;
    default:
      return metric satisfies never;
  }
}

/** A difference of a metric, signed, in its unit: percentage points for an accuracy. */
export function differenceText(metric: Judgement["metric"], value: number | null): string {
  if (value === null) return "–";
  if (metric === "accuracy") return formatPoints(value);
  const sign = value > 0 ? "+" : value < 0 ? "−" : "";
  return sign + Math.abs(value).toFixed(metric === "loss" ? 4 : 1);
}

/** Both ends of an interval of differences. */
export function differencesText(
  metric: Judgement["metric"],
  interval: Judgement["interval"],
): string {
  if (interval === null) return "–";
  return `[${differenceText(metric, interval.low)}, ${differenceText(metric, interval.high)}]`;
}
