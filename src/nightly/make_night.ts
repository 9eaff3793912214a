import { BenchError, EXIT } from "../spec/mod.ts";
import { alarmName, type NightRecord } from "../spec/night_record.ts";
import { alarmsOf, changesOf } from "./alarms.ts";
import { announcementOf } from "./announcement.ts";
import { changedSettings } from "./changed_settings.ts";
import { compareNights } from "./compare_nights.ts";
import { decidePin } from "./decide_pin.ts";
import { findDrift } from "./drift.ts";
import { exitCodeOf, trippedGates } from "./exit_code.ts";
import { nightFolders } from "./history.ts";
import { historyFolder, nightFolder, nightName } from "./history_folder.ts";
import { modelLooks } from "./model_looks.ts";
import { nightCommand } from "./night_command.ts";
import { nightSpeed } from "./night_speed.ts";
import { type NightStudy, readNightStudy } from "./night_study.ts";
import { nightMarkdown, type ToldNight } from "./night_text.ts";
import type { NightlyOptions } from "./nightly_flags.ts";
import type { NightlyServices } from "./nightly_services.ts";
import { notify } from "./notify.ts";
import { runStudy } from "./run_study.ts";

/** What a night is made from. */
export interface NightInput<Shape> {
  readonly options: NightlyOptions;
  /** Oldest first. */
  readonly history: readonly NightRecord[];
  readonly pinned: NightRecord | null;
  /** The night to compare with. */
  readonly baseline: NightRecord | null;
  readonly services: NightlyServices<Shape>;
  readonly signal: AbortSignal;
}

/**
 * Runs a night and says everything about it: runs the suite, compares it with the baseline night,
 * times both codes, looks for drift, announces what changed. Nothing is written to the history.
 *
 * @throws {BenchError} With exit code 130 if it was interrupted.
 */
export async function makeNight<Shape>(input: NightInput<Shape>): Promise<NightRecord> {
  const { options, history, pinned, baseline, services, signal } = input;
  const started = services.today();
  const night = await freeName(options.history, started);
  const directory = nightFolder(options.history, night).study;
  const identity = await services.study.codeIdentity();
  const error = await runStudy(options.study, { directory, services, signal });
  const { study: tonight, failure } = await readTonight(directory, error);
  const before = baseline &&
    await readNightStudy(nightFolder(options.history, baseline.night).study);

  const comparison = compareOrNot(tonight, { before, baseline });
  const pin = decidePin(tonight, { failure, options, pinned });
  const measured: Omit<ToldNight, "drift" | "speed" | "alarms" | "changes"> = {
    schema: 1,
    night,
    started: started.toISOString(),
    command: nightCommand(options),
    suite: tonight?.suite ?? null,
    code: identity.code,
    lock: identity.lockFile,
    git: identity.git,
    ...machineOf(tonight),
    failure,
    trials: [...tonight?.trials ?? []],
    baseline: baseline?.night ?? null,
    settings: tonight && before ? changedSettings(tonight, before) : [],
    ...comparison,
    models: tonight === null ? [] : modelLooks(tonight, { night, isPinned: pin.pinned, pinned }),
    gate: [...options.gate],
    pinned: pin.pinned,
    notices: pin.notice === null ? [] : [pin.notice],
  };
  const drift = findDrift([...history, measured], {
    baseline: measured.baseline,
    judgements: comparison.judgements,
  });
  const speed = await nightSpeed({
    tonight,
    before,
    baseline,
    identity,
    options,
    services,
    signal,
  });
  const alarms = alarmsOf({ ...measured, baseline, drift, speed });
  const announced = history.at(-1)?.announced ?? [];
  const changes = changesOf(alarms, announced);
  const told = { ...measured, drift, speed, alarms, changes };
  const deliveries = await notify(announcementOf(told, historyFolder(options.history).page), {
    channels: options.notify,
    summary: nightMarkdown(told),
    services,
  });
  for (const { channel, failure, words } of deliveries) {
    if (failure !== null) {
      services.study.write(`the ${channel} was not told: ${failure} ${words}\n`);
    }
  }
  const everyone = deliveries.every((delivery) => delivery.failure === null);
  const end = {
    ...told,
    ended: services.today().toISOString(),
    deliveries: deliveries.map(({ channel, failure }) => ({ channel, failure })),
    // Who was not told tonight is told tomorrow.
    announced: everyone ? alarms.map(alarmName) : [...announced],
    tripped: trippedGates({ alarms, gate: [...options.gate] }),
  };
  return { ...end, exit: exitCodeOf(end) };
}

/** The study of tonight as far as it can be read, and what is wrong with it. */
async function readTonight(
  directory: string,
  error: BenchError | null,
): Promise<{ readonly study: NightStudy | null; readonly failure: NightRecord["failure"] }> {
  // That runs are missing is counted from what is there.
  const own = error === null || error.code === EXIT.incomplete
    ? null
    : { code: error.code, message: error.message };
  try {
    return { study: await readNightStudy(directory), failure: own };
  } catch (corrupt) {
    if (!(corrupt instanceof BenchError)) throw corrupt;
    return { study: null, failure: own ?? { code: corrupt.code, message: corrupt.message } };
  }
}

function compareOrNot(
  tonight: NightStudy | null,
  { before, baseline }: {
    readonly before: NightStudy | null;
    readonly baseline: NightRecord | null;
  },
): Pick<NightRecord, "identity" | "judgements"> {
  const none = (reason: string) => ({
    identity: { kind: "none" as const, reason },
    judgements: [],
  });
  if (baseline === null) return none("no night is pinned yet");
  if (before === null) return none(`the folder of the night ${baseline.night} is gone`);
  if (tonight === null) return none("nothing was measured");
  return compareNights(tonight, before);
}

function machineOf(tonight: NightStudy | null): Pick<NightRecord, "versions" | "machine"> {
  const environment = tonight?.study.runs[0]?.environment;
  if (environment === undefined) return { versions: {}, machine: null };
  const { versions, machine, backend } = environment;
  return {
    versions: { ...versions },
    machine:
      `${machine.cpu}, ${machine.cores} cores, ${backend.name} on ${backend.device}, ${backend.kernels} kernels`,
  };
}

/** The name of the night, with a number where one began within the same second. */
async function freeName(directory: string, started: Date): Promise<string> {
  const taken = await nightFolders(directory);
  const name = nightName(started);
  for (let number = 1;; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!taken.includes(candidate)) return candidate;
  }
}
