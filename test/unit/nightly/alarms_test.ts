import { assertEquals } from "@std/assert";
import { changesOf } from "../../../src/nightly/alarms.ts";
import { exitCodeOf, type NightEnd } from "../../../src/nightly/exit_code.ts";
import type { Alarm, AlarmKind, NightTrial } from "../../../src/spec/night_record.ts";

const alarm = (kind: AlarmKind, subject = "ctm"): Alarm => ({ kind, subject, text: kind });

const MEASURED = [{ runs: [{}] }] as unknown as NightTrial[];
const NOTHING = [{ runs: [] }] as unknown as NightTrial[];

function end(change: Partial<NightEnd>): NightEnd {
  return { trials: MEASURED, alarms: [], gate: [], failure: null, deliveries: [], ...change };
}

Deno.test("exit codes: only what is gated is 5, and nothing measured is never well", () => {
  const untold = [{ channel: "file", failure: "it cannot be written" }] as const;
  for (
    const [change, code] of [
      [{}, 0],
      [{ alarms: [alarm("regressed")] }, 0],
      [{ alarms: [alarm("regressed")], gate: ["failed"] }, 0],
      [{ alarms: [alarm("regressed")], gate: ["regressed"] }, 5],
      [{ alarms: [alarm("drift")], gate: ["regressed", "drift"] }, 5],
      [{ alarms: [alarm("slower")], gate: ["slower"] }, 5],
      [{ alarms: [alarm("failed")] }, 4],
      [{ alarms: [alarm("failed")], gate: ["failed"] }, 5],
      [{ alarms: [alarm("failed"), alarm("regressed")], gate: ["regressed"] }, 5],
      [{ alarms: [alarm("failed")], failure: { code: 6, message: "" } }, 6],
      [{ trials: NOTHING, alarms: [alarm("failed")] }, 4],
      [{ trials: [], alarms: [] }, 4],
      [{ trials: NOTHING, alarms: [alarm("failed")], gate: ["failed"] }, 4],
      [{ trials: [], failure: { code: 3, message: "" }, gate: ["failed"] }, 3],
      [{ trials: [], failure: { code: 0, message: "" } }, 4],
      [{ deliveries: [...untold] }, 1],
      [{ deliveries: [...untold], alarms: [alarm("regressed")], gate: ["regressed"] }, 5],
    ] as const
  ) {
    assertEquals(exitCodeOf(end(change as Partial<NightEnd>)), code, JSON.stringify(change));
  }
});

Deno.test("changesOf() tells new alarms from old ones, and names those that are gone", () => {
  const announced = ["regressed: ctm", "failed: suite"];
  assertEquals(changesOf([alarm("regressed"), alarm("regressed", "cnn")], announced), {
    new: ["regressed: cnn"],
    still: ["regressed: ctm"],
    recovered: ["failed: suite"],
  });
});
