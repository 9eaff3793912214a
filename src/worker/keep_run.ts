import type { CurvePoint, Job } from "../spec/mod.ts";
import { runCheckpoint } from "../store/mod.ts";
import type { StateKeeper, TrainingState } from "../training/mod.ts";
import { decodeKeptState, encodeKeptState } from "./kept_state.ts";

/** Seconds between two checkpoints, at least. */
const INTERVAL = 15;

/** Seconds that a checkpoint is apart from the next one for each second that it took. */
const INTERVALS_PER_COST = 100;

/** Seconds that are worth a checkpoint when training is at its end and the test is to come. */
const WORTH_KEEPING = 1;

/** What a run has of the processes before this one, and keeps for those after it. */
export interface KeptRun {
  /** The state to go on from; `null` begins. */
  readonly state: TrainingState | null;
  /** The learning curve so far. */
  readonly curve: readonly CurvePoint[];
  /** When the first process of the run began. */
  readonly started: Date;
  /** Seconds that the run has taken, over all its processes. */
  seconds(): number;
  readonly notices: readonly string[];
  addCurvePoint(point: CurvePoint): void;
  readonly keeper: StateKeeper;
}

/**
 * Opens the checkpoint of a run. It is written off the clock: every 15 seconds, less often where
 * that would take more than a hundredth of the time; and after training.
 *
 * @param options `started`, when this process began; `now`, seconds of a monotonic time source
 *   that began with it.
 */
export async function keepRun(
  job: Job,
  { device, started, now }: {
    readonly device: string;
    readonly started: Date;
    readonly now: () => number;
  },
): Promise<KeptRun> {
  const checkpoint = runCheckpoint(job.runsDirectory, job.runId);
  const { value: earlier, notices: damage } = await checkpoint.read(decodeKeptState);
  const notices = [...earlier?.notices ?? [], ...damage];
  if (earlier !== null && earlier.device !== device) {
    notices.push(`began on ${earlier.device}, went on on ${device}`);
  }
  const begun = earlier === null ? started : new Date(earlier.started);
  const curve = [...earlier?.curve ?? []];
  const seconds = () => (earlier?.seconds ?? 0) + now();
  const { checkpointSeconds } = job;
  let latest = now();
  let asked = latest;
  let cost = 0;
  return {
    state: earlier?.training ?? null,
    curve: [...curve],
    started: begun,
    seconds,
    notices,
    addCurvePoint: (point) => void curve.push(point),
    keeper: {
      isDue(trained) {
        const interval = Math.max(INTERVAL, INTERVALS_PER_COST * cost);
        asked = now();
        return asked - latest >= (checkpointSeconds ?? (trained ? WORTH_KEEPING : interval));
      },
      async write(training) {
        const kept = { started: begun.toISOString(), seconds: seconds(), device, notices, curve };
        await checkpoint.write(encodeKeptState({ ...kept, training }));
        latest = now();
        cost = latest - asked;
      },
    },
  };
}
