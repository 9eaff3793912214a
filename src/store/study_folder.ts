import { join } from "node:path";

/** Where the files of a study are. The formats are described in `results/README.md`. */
export interface StudyFolder {
  readonly directory: string;
  /** The resolved study, written before the first run. */
  readonly plan: string;
  /** Further plans of the study; their runs are in `runs` as well. */
  readonly variants: string;
  /** What the models are held against to see whether they learned. */
  readonly sanity: string;
  /** What the skeptics of a verdict found, one file each. */
  readonly challenges: string;
  /** The command line that repeats or continues the study. */
  readonly command: string;
  /** Local changes of the code, each as `<SHA-256>.patch`. */
  readonly provenance: string;
  /** One folder per run. */
  readonly runs: string;
  /** Present while a driver reads and writes the plan. */
  readonly lock: string;
}

/** The paths of the study in `directory`; nothing is created. */
export function studyFolder(directory: string): StudyFolder {
  return {
    directory,
    plan: join(directory, "plan.json"),
    variants: join(directory, "variants"),
    sanity: join(directory, "sanity.json"),
    challenges: join(directory, "challenges"),
    command: join(directory, "command.txt"),
    provenance: join(directory, "provenance"),
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
  /** Losses of all steps and digests of the parameters, in JSON lines. */
  readonly trail: string;
  /** Describes `predictionsData`. */
  readonly predictions: string;
  /** Per-example, per-tick results. */
  readonly predictionsData: string;
  /** Describes `validationPredictionsData`. */
  readonly validationPredictions: string;
  /** The same of the last validation. */
  readonly validationPredictionsData: string;
  /** Accuracies on corrupted test examples, in runs that were asked for them. */
  readonly robustness: string;
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
    trail: join(directory, "trail.jsonl"),
    predictions: join(directory, "predictions.json"),
    predictionsData: join(directory, "predictions.bin"),
    validationPredictions: join(directory, "validation_predictions.json"),
    validationPredictionsData: join(directory, "validation_predictions.bin"),
    robustness: join(directory, "robustness.json"),
    activity: join(directory, "activity.json"),
    parameters: join(directory, "parameters.safetensors"),
    outcome: join(directory, "outcome.json"),
  };
}

/** Where the checkpoint of a run under way is, beside the folder that the run will have. */
export function checkpointFolder(run: string): string {
  return `${run}${CHECKPOINT}`;
}

/** The run that a folder's name says it is the checkpoint of, or `null` for any other name. */
export function runOfCheckpoint(name: string): string | null {
  return name.endsWith(CHECKPOINT) ? name.slice(0, -CHECKPOINT.length) : null;
}

const CHECKPOINT = ".checkpoint";

/** Name of the folder of a run that is not finished: `<runId>.<process>-<random>.partial`. */
export function partialName(runId: string, process: number, random: string): string {
  return `${runId}.${process}-${random}.partial`;
}

/** Reads {@link partialName} back, or `null` for any other name. */
export function parsePartialName(name: string): { runId: string; process: number } | null {
  const match = /^(.+)\.(\d+)-[0-9a-f]+\.partial$/.exec(name);
  return match && { runId: match[1]!, process: Number(match[2]) };
}
