import { EXIT, type ExitCode } from "../spec/mod.ts";
import type { AlarmKind, NightRecord } from "../spec/night_record.ts";

/** What the end of a night depends on. */
export type NightEnd = Pick<NightRecord, "trials" | "alarms" | "gate" | "failure" | "deliveries">;

/** What was gated and happened. */
export function trippedGates({ alarms, gate }: Pick<NightEnd, "alarms" | "gate">): AlarmKind[] {
  return gate.filter((kind) => alarms.some((alarm) => alarm.kind === kind));
}

/**
 * The exit code of a night. A night that measured nothing is never well, whatever is gated, and one
 * that was incomplete neither; a regression is an exit code only where it was gated.
 *
 * @returns 4 where nothing was measured (or the code of what prevented it), 5 where a gate tripped,
 * else 4 or the study's own code for a study that failed, else 1 where nobody could be told of a
 * change, else 0.
 */
export function exitCodeOf(end: NightEnd): ExitCode {
  const { trials, alarms, failure, deliveries } = end;
  const own = Object.values(EXIT).find((code) => code === failure?.code);
  const failed = own === undefined || own === EXIT.done ? EXIT.incomplete : own;
  if (!trials.some((trial) => trial.runs.length > 0)) return failed;
  if (trippedGates(end).length > 0) return EXIT.gate;
  if (alarms.some(({ kind }) => kind === "failed")) return failed;
  return deliveries.some((delivery) => delivery.failure !== null) ? EXIT.internal : EXIT.done;
}
