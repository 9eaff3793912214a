import { type AlarmChanges, alarmName, type NightRecord } from "../spec/night_record.ts";

/** What is announced: what became of the alarms of a night. */
export interface Announcement {
  readonly night: string;
  /** `new` where an alarm is new, else `recovered` where one is gone, else `still` or `quiet`. */
  readonly state: "new" | "still" | "recovered" | "quiet";
  /** One sentence for each alarm that is new, still there, gone. */
  readonly new: readonly string[];
  readonly still: readonly string[];
  readonly recovered: readonly string[];
  /** Path of the page of the history. */
  readonly page: string;
}

/** What is to be announced of a night. */
export function announcementOf(
  { night, alarms, changes }: {
    readonly night: string;
    readonly alarms: NightRecord["alarms"];
    readonly changes: AlarmChanges;
  },
  page: string,
): Announcement {
  const texts = (names: readonly string[]) =>
    alarms.filter((alarm) => names.includes(alarmName(alarm))).map(({ text }) => text);
  return {
    night,
    state: changes.new.length > 0
      ? "new"
      : changes.recovered.length > 0
      ? "recovered"
      : changes.still.length > 0
      ? "still"
      : "quiet",
    new: texts(changes.new),
    still: texts(changes.still),
    recovered: changes.recovered,
    page,
  };
}
