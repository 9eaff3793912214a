import type { Backend } from "../backend/mod.ts";
import type { CurvePoint, Job } from "../spec/mod.ts";
import { runCheckpoint } from "../store/mod.ts";
import type { StateKeeper, TrainingState } from "../training/mod.ts";
import { decodeKeptState, encodeKeptState } from "./kept_state.ts";
import type { OutsideSeconds } from "./process_clocks.ts";

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
  /** Those of them outside steps and evaluation; `null` where they were not kept. */
  outside(): OutsideSeconds | null;
  readonly notices: readonly string[];
  addCurvePoint(point: CurvePoint): void;
  readonly keeper: StateKeeper;
}

/**
 * Opens the checkpoint of a run. It is written off the clock: every 15 seconds, less often where
 * that would take more than a hundredth of the time; and after training. A run that began with other
 * kernels, or another build of them, begins anew: its numbers would be of neither.
 *
 * @param options `started`, when this process began; `now`, seconds of a monotonic time source
 *   that began with it; `outside`, what of them went neither into steps nor into evaluation, default:
 *   not kept.
 */
export async function keepRun(
  job: Job,
  { backend: { device, kernels }, started, now, outside }: {
    readonly backend: Pick<Backend, "device" | "kernels">;
    readonly started: Date;
    readonly now: () => number;
    readonly outside?: () => OutsideSeconds;
  },
): Promise<KeptRun> {
  const checkpoint = runCheckpoint(job.runsDirectory, job.runId);
  const { value: found, notices: damage } = await checkpoint.read(decodeKeptState);
  const notices = [...found?.notices ?? [], ...damage];
  const earlier = found?.kernels === kernels ? found : null;
  if (found !== null && earlier === null) {
    notices.push(`began with ${found.kernels} kernels: it began anew with ${kernels} kernels`);
  }
  if (earlier !== null && earlier.device !== device) {
    notices.push(`began on ${earlier.device}, went on on ${device}`);
  }
  const begun = earlier === null ? started : new Date(earlier.started);
  const curve = [...earlier?.curve ?? []];
  const seconds = () => (earlier?.seconds ?? 0) + now();
  const outsideOfAll = () => {
    if (outside === undefined || (earlier !== null && earlier.outside === undefined)) return null;
    const before = earlier?.outside ?? { start: 0, data: 0, files: 0 };
    const { start, data, files } = outside();
    return {
      start: before.start + start,
      data: before.data + data,
      files: before.files + files,
    };
  };
  const { checkpointSeconds } = job;
  let latest = now();
  let asked = latest;
  let cost = 0;
  return {
    state: earlier?.training ?? null,
    curve: [...curve],
    started: begun,
    seconds,
    outside: outsideOfAll,
    notices,
    addCurvePoint: (point) => void curve.push(point),
    keeper: {
      isDue(trained) {
        const interval = Math.max(INTERVAL, INTERVALS_PER_COST * cost);
        asked = now();
        return asked - latest >= (checkpointSeconds ?? (trained ? WORTH_KEEPING : interval));
      },
      async write(training) {
        const kept = {
          started: begun.toISOString(),
          seconds: seconds(),
          outside: outsideOfAll() ?? undefined,
          device,
          kernels,
          notices,
          curve,
        };
        await checkpoint.write(encodeKeptState({ ...kept, training }));
        latest = now();
        cost = latest - asked;
      },
    },
  };
}
