import { join } from "node:path";

/** Where the files of a study are. The formats are described in `results/README.md`. */
export interface StudyFolder {
  readonly directory: string;
  /** The resolved study, written before the first run. */
  readonly plan: string;
  /** Further plans of the study; their runs are in `runs` as well. */
  readonly variants: string;
  /** The command line that repeats or continues the study. */
  readonly command: string;
  /** One folder per run. */
  readonly runs: string;
  /** Present while a driver works on the study. */
  readonly lock: string;
}

/** The paths of the study in `directory`; nothing is created. */
export function studyFolder(directory: string): StudyFolder {
  return {
    directory,
    plan: join(directory, "plan.json"),
    variants: join(directory, "variants"),
    command: join(directory, "command.txt"),
    runs: join(directory, "runs"),
    lock: join(directory, ".lock"),
  };
}

/** Where the files of a run are. */
export interface RunFolder {
  readonly directory: string;
  readonly spec: string;
  readonly environment: string;
  /** One JSON line per validation. */
  readonly curve: string;
  /** Describes `predictionsData`. */
  readonly predictions: string;
  /** Per-example, per-tick results. */
  readonly predictionsData: string;
  readonly activity: string;
  /** Weights at the end. */
  readonly parameters: string;
  /** Present means finished. */
  readonly outcome: string;
}

/** The paths of the run in `directory`; nothing is created. */
export function runFolder(directory: string): RunFolder {
  return {
    directory,
    spec: join(directory, "spec.json"),
    environment: join(directory, "environment.json"),
    curve: join(directory, "curve.jsonl"),
    predictions: join(directory, "predictions.json"),
    predictionsData: join(directory, "predictions.bin"),
    activity: join(directory, "activity.json"),
    parameters: join(directory, "parameters.safetensors"),
    outcome: join(directory, "outcome.json"),
  };
}

/** Name of the folder of a run that is not finished: `<runId>.<process>-<random>.partial`. */
export function partialName(runId: string, process: number, random: string): string {
  return `${runId}.${process}-${random}.partial`;
}

/** Reads {@link partialName} back, or `null` for any other name. */
export function parsePartialName(name: string): { runId: string; process: number } | null {
  const match = /^(.+)\.(\d+)-[0-9a-f]+\.partial$/.exec(name);
  return match && { runId: match[1]!, process: Number(match[2]) };
}
