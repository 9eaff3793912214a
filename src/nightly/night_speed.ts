import { join } from "node:path";
import type { CodeIdentity } from "../execution/mod.ts";
import { BenchError, EXIT, type Job } from "../spec/mod.ts";
import type { NightRecord, Speed } from "../spec/night_record.ts";
import { studyFolder } from "../store/mod.ts";
import { incomparable } from "./alarms.ts";
import { nightFolder } from "./history_folder.ts";
import { measureSpeed, type Side, type SpeedTrial } from "./measure_speed.ts";
import type { NightStudy } from "./night_study.ts";
import type { NightlyOptions } from "./nightly_flags.ts";
import type { NightlyServices } from "./nightly_services.ts";

/** What timing a night needs. */
export interface NightSpeedInput<Shape> {
  readonly tonight: NightStudy | null;
  /** The study of the baseline night. */
  readonly before: NightStudy | null;
  readonly baseline: NightRecord | null;
  readonly identity: CodeIdentity;
  readonly options: NightlyOptions;
  readonly services: NightlyServices<Shape>;
  readonly signal: AbortSignal;
}

/**
 * Times the baseline's code beside tonight's on a few steps of the suite's trials.
 *
 * @returns Why not, where it cannot be done or there is nothing to time: another night's time is
 * never put in its place.
 * @throws {BenchError} With exit code 130 if it was interrupted.
 */
export async function nightSpeed<Shape>(input: NightSpeedInput<Shape>): Promise<Speed> {
  const { tonight, before, baseline, identity, options, services, signal } = input;
  const none = (reason: string) => ({ kind: "none", reason }) as const;
  if (options.speed === "off") return none("switched off with --speed off");
  if (baseline === null || before === null) return none("there is no baseline to time beside it");
  if (tonight === null) return none("nothing was measured");
  if (incomparable(tonight.suite, before.suite).length > 0) {
    return none("the baseline's suite is another one");
  }
  if (identity.code === baseline.code) {
    return none("the code that trains is the baseline's, so its speed is too");
  }
  const trials = speedTrials({ tonight, before, options, identity, services });
  if (trials.length === 0) return none("no trial is in both nights");
  const { git, code, lock } = baseline;
  const folder = studyFolder(nightFolder(options.history, baseline.night).study);
  const patch = git?.patch == null ? null : join(folder.provenance, `${git.patch}.patch`);
  const unpacked = await services.unpackBaseline({ git, code, lock, patch }, identity.lockFile);
  if (unpacked.kind === "none") return unpacked;
  const commands = { baseline: unpacked.command, tonight: null };
  const measure = async (side: Side, job: Job) =>
    (await services.probe(job, { signal, command: commands[side] })).secondsPerStep;
  services.study.write("Timing the baseline's code beside tonight's\n");
  try {
    return await measureSpeed(trials, measure);
  } catch (error) {
    if (!(error instanceof BenchError) || error.code === EXIT.interrupted) throw error;
    return none(error.message);
  } finally {
    await unpacked.remove();
  }
}

function speedTrials<Shape>({ tonight, before, options, identity, services }:
  & Pick<NightSpeedInput<Shape>, "options" | "identity" | "services">
  & { readonly tonight: NightStudy; readonly before: NightStudy }): SpeedTrial<Job>[] {
  const jobOf = ({ study: { plan } }: NightStudy, label: string): Job | null => {
    const trial = plan.trials.findIndex((one) => one.label === label);
    const run = plan.runs.find((one) => one.trial === trial);
    return run === undefined ? null : {
      schema: 1,
      runId: run.id,
      spec: run.spec,
      code: plan.code,
      git: identity.git,
      driver: { lockFile: identity.lockFile, flags: {}, notices: [] },
      claim: null,
      dataSha256: plan.data.sha256,
      cacheDirectory: services.study.cacheDirectory(),
      // A probe writes nothing.
      runsDirectory: "",
    };
  };
  return tonight.trials
    .filter(({ role }) => options.speed === "all" || role === "reference")
    .flatMap(({ label }) => {
      const [ours, theirs] = [jobOf(tonight, label), jobOf(before, label)];
      return ours === null || theirs === null ? [] : [{ label, tonight: ours, baseline: theirs }];
    });
}
