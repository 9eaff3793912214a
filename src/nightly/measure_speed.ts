import { type SpeedPair, speedRatio } from "../analysis/mod.ts";
import type { Speed } from "../spec/night_record.ts";

/** One trial to time: what each code is given to do. */
export interface SpeedTrial<Task> {
  readonly label: string;
  readonly baseline: Task;
  readonly tonight: Task;
}

/** Whose code carries a task out. */
export type Side = "baseline" | "tonight";

/** Rounds of baseline, tonight, tonight, baseline: two pairs each. */
const ROUNDS = 3;

/**
 * Times the baseline's code and tonight's in turn on the same machine. In the order ABBA a machine
 * that becomes slower by and by slows both down alike.
 *
 * @param measure Carries a task out alone on the machine; seconds a step.
 *
 * Source: statistical protocol, 3.10 (speed).
 */
export async function measureSpeed<Task>(
  trials: readonly SpeedTrial<Task>[],
  measure: (side: Side, task: Task) => Promise<number>,
): Promise<Speed> {
  const measured = [];
  for (const { label, ...tasks } of trials) {
    const pairs: SpeedPair[] = [];
    const time = (side: Side) => measure(side, tasks[side]);
    for (let round = 0; round < ROUNDS; round++) {
      const first = { baseline: await time("baseline"), tonight: await time("tonight") };
      const tonight = await time("tonight");
      pairs.push(first, { baseline: await time("baseline"), tonight });
    }
    const { ratio, interval, verdict, reason } = speedRatio(pairs);
    measured.push({ trial: label, ratio, interval, verdict, reason, pairs });
  }
  return { kind: "measured", trials: measured };
}
