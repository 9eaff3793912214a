import type { RunWriter } from "../store/mod.ts";
import { type Clock, createClock } from "../training/mod.ts";

/** Seconds of a run that go neither into steps nor into evaluation, by what they go into. */
export interface OutsideSeconds {
  /** From the start of the process to the first step, apart from the other two. */
  readonly start: number;
  /** Reading, checking or making examples. */
  readonly data: number;
  /** Writing files, checkpoints included. */
  readonly files: number;
}

/** The clocks of one process of a run. */
export interface ProcessClocks {
  /** Seconds since the process began. */
  readonly now: () => number;
  readonly data: Clock;
  readonly files: Clock;
  /** To be called once, when the first step is about to be made. */
  readonly endStart: () => void;
  readonly seconds: () => OutsideSeconds;
}

/**
 * The clocks of a process that has opened its examples.
 *
 * @param now Seconds since the process began.
 * @param data Seconds that opening the examples took.
 */
export function processClocks(now: () => number, data: number): ProcessClocks {
  const clocks = { data: createClock(now, data), files: createClock(now) };
  const startSoFar = () => now() - clocks.data.seconds() - clocks.files.seconds();
  let start: number | null = null;
  return {
    now,
    ...clocks,
    endStart() {
      start = startSoFar();
    },
    seconds: () => ({
      start: start ?? startSoFar(),
      data: clocks.data.seconds(),
      files: clocks.files.seconds(),
    }),
  };
}

/** Charges everything that `writer` writes to `clock`, but for the end of the run. */
export function chargedWriter(writer: RunWriter, clock: Clock): RunWriter {
  const charged =
    <Written>(write: (written: Written) => Promise<void>) => (written: Written): Promise<void> =>
      clock.charge(() => write(written));
  return {
    ...writer,
    writeSpec: charged(writer.writeSpec),
    writeEnvironment: charged(writer.writeEnvironment),
    appendCurvePoint: charged(writer.appendCurvePoint),
    appendTrail: charged(writer.appendTrail),
    writePredictions: charged(writer.writePredictions),
    writeValidationPredictions: charged(writer.writeValidationPredictions),
    writeRobustness: charged(writer.writeRobustness),
    writeActivity: charged(writer.writeActivity),
    writeParameters: charged(writer.writeParameters),
  };
}
