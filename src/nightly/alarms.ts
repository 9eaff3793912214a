import {
  type Alarm,
  type AlarmChanges,
  alarmName,
  type Drift,
  type Judgement,
  type NightTrial,
  type Speed,
  type Suite,
} from "../spec/night_record.ts";

/** What of a night can be wrong. */
export interface Findings {
  readonly trials: readonly NightTrial[];
  readonly suite: Suite | null;
  readonly failure: { readonly message: string } | null;
  /** Of the night that it was compared with. */
  readonly baseline:
    | { readonly suite: Suite | null; readonly trials: readonly NightTrial[] }
    | null;
  readonly judgements: readonly Judgement[];
  readonly drift: readonly Drift[];
  readonly speed: Speed;
}

/** The alarms of a night, the gravest first. */
export function alarmsOf(findings: Findings): Alarm[] {
  const wrong = suiteFaults(findings);
  const failed: Alarm[] = wrong.length === 0
    ? []
    : [{ kind: "failed", subject: "suite", text: wrong.join("; ") }];
  const regressed = findings.judgements
    .filter(({ role, verdict }) => role === "gate" && verdict === "regressed")
    .map(({ trial, metric, reason }): Alarm => ({
      kind: "regressed",
      subject: `${trial} ${metric}`,
      text: `${metric} of ${trial} regressed: ${reason}`,
    }));
  const drift = findings.drift.filter(({ alarm }) => alarm)
    .map(({ trial, metric, since }): Alarm => ({
      kind: "drift",
      subject: `${trial} ${metric}`,
      text: `${metric} of ${trial} has been at a worse level since ${since}`,
    }));
  const slower = findings.speed.kind === "none" ? [] : findings.speed.trials
    .filter(({ verdict }) => verdict === "slower")
    .map(({ trial, ratio }): Alarm => ({
      kind: "slower",
      subject: trial,
      text: `a step of ${trial} takes ${
        ratio.toFixed(2)
      } times as long as with the baseline's code`,
    }));
  return [...failed, ...regressed, ...drift, ...slower];
}

/** What is missing of the suite, one phrase each: a suite that shrinks must not look well. */
function suiteFaults({ trials, suite, failure, baseline }: Findings): string[] {
  const faults: string[] = [];
  const measured = trials.reduce((sum, trial) => sum + trial.runs.length, 0);
  const planned = trials.reduce((sum, trial) => sum + trial.planned, 0);
  if (measured === 0) faults.push("nothing was measured");
  else if (measured < planned) faults.push(`${planned - measured} of ${planned} runs are missing`);
  if (failure !== null) faults.push(failure.message);
  if (baseline === null || suite === null) return faults;
  if (baseline.suite !== null) faults.push(...incomparable(suite, baseline.suite));
  for (const earlier of baseline.trials) {
    const now = trials.find(({ label }) => label === earlier.label);
    if (now === undefined) faults.push(`the baseline's trial ${earlier.label} is not in the suite`);
    else if (now.planned < earlier.planned) {
      faults.push(`${earlier.label} has ${now.planned} runs, the baseline ${earlier.planned}`);
    }
  }
  return faults;
}

/**
 * Why the runs of two nights cannot be compared, one phrase each; empty where they can. Seeds are
 * paired by intersection, and recipes and sizes are what may have changed.
 */
export function incomparable(tonight: Suite, baseline: Suite): string[] {
  const parts = [
    ["problem", tonight.problem, baseline.problem],
    ["data set", tonight.dataset, baseline.dataset],
    ["content of the data set", tonight.dataSha256.slice(0, 12), baseline.dataSha256.slice(0, 12)],
    ["budget", tonight.budget, baseline.budget],
    ["backend", tonight.backend, baseline.backend],
    ["set of kernels", tonight.kernels, baseline.kernels],
    ["number of test examples", tonight.testExamples ?? "all", baseline.testExamples ?? "all"],
  ] as const;
  return parts.filter(([, now, then]) => now !== then)
    .map(([what, now, then]) =>
      `the ${what} is ${now}, in the baseline ${then}: pin a new baseline with --pin`
    );
}

/**
 * What became of alarms since they were last announced.
 *
 * @param announced Names of the alarms that were announced and not yet called off.
 */
export function changesOf(alarms: readonly Alarm[], announced: readonly string[]): AlarmChanges {
  const names = alarms.map(alarmName);
  return {
    new: names.filter((name) => !announced.includes(name)),
    still: names.filter((name) => announced.includes(name)),
    recovered: announced.filter((name) => !names.includes(name)),
  };
}
