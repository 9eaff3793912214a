import type { NightRecord } from "../spec/night_record.ts";
import type { NightStudy } from "./night_study.ts";
import type { NightlyOptions } from "./nightly_flags.ts";

/** Whether later nights are compared with tonight, and what is to be said about it. */
export interface PinDecision {
  readonly pinned: boolean;
  readonly notice: string | null;
}

/** Whether later nights are compared with tonight: as asked, and by itself for the first one. */
export function decidePin(
  tonight: NightStudy | null,
  { failure, options, pinned }: {
    readonly failure: NightRecord["failure"];
    readonly options: NightlyOptions;
    readonly pinned: NightRecord | null;
  },
): PinDecision {
  const measured = tonight !== null && tonight.study.runs.length > 0;
  const complete = measured && failure === null && tonight.study.missing.length === 0;
  if (options.pin) {
    return complete || (measured && options.force)
      ? { pinned: true, notice: null }
      : { pinned: false, notice: "not pinned: the night is not complete" };
  }
  if (pinned !== null || !complete) return { pinned: false, notice: null };
  return {
    pinned: true,
    notice: "pinned, as the first complete night: later nights are compared with it",
  };
}
