import { kernelsOf } from "../spec/mod.ts";
import type { NightStudy } from "./night_study.ts";

/** At most this many changed settings are listed. */
const MOST_SETTINGS = 20;

/**
 * Settings of the studies that differ, one line each: `batchSize: 32 -> 64`. They are what a suite may
 * change without becoming another one.
 */
export function changedSettings(tonight: NightStudy, baseline: NightStudy): string[] {
  const now = settingsOf("", comparable(tonight));
  const then = settingsOf("", comparable(baseline));
  const text = (value: string | undefined) => value ?? "nothing";
  const lines = [...new Set([...then.keys(), ...now.keys()])]
    .filter((key) => now.get(key) !== then.get(key))
    .map((key) => `${key}: ${text(then.get(key))} -> ${text(now.get(key))}`);
  const left = lines.length - MOST_SETTINGS;
  return left > 0 ? [...lines.slice(0, MOST_SETTINGS), `and ${left} more`] : lines;
}

/** The sweep without its name, kernels as they ran, models and their sizes by name. */
function comparable({ study: { plan } }: NightStudy): unknown {
  const { name: _, preset: __, models, ...sweep } = plan.sweep;
  return {
    ...sweep,
    kernels: kernelsOf(sweep),
    models: Object.fromEntries(models.map((model) => [model.name, model.options])),
    parameters: Object.fromEntries(plan.trials.map((trial) => [trial.label, trial.parameters])),
  };
}

function settingsOf(path: string, value: unknown): Map<string, string> {
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return new Map([[path, JSON.stringify(value) ?? "nothing"]]);
  }
  return new Map(
    Object.entries(value).flatMap(([key, item]) => [
      ...settingsOf(path === "" ? key : `${path}.${key}`, item),
    ]),
  );
}
