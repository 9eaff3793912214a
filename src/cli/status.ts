import { durationText } from "./quantity_text.ts";
import { readPlaces } from "./read_places.ts";
import { type OpenRun, type StudyStatus, studyStatus } from "./study_status.ts";
import { textTable } from "./text_table.ts";

const HELP = `Says how far a study is: what is done, running, interrupted, failed and left.

deno task status DIR [--json]

DIR is the folder that deno task bench printed, for example results/quick-mnist.
Accuracies are not shown: looking at them while a study goes on invites to stop at a favourable
moment. Exit codes: 0 done, 1 corrupt files, 2 no study there.`;

/** What looking at a study needs from outside. */
export interface PrintServices {
  /** Receives a line for standard output. */
  readonly print: (line: string) => void;
}

/**
 * `deno task status`.
 *
 * @throws {BenchError} With exit code 2 for a wrong command line, and as `studyStatus`.
 */
export async function status(args: readonly string[], services: PrintServices): Promise<void> {
  const { help, json, places } = readPlaces(args, {
    least: 1,
    most: 1,
    give: "the folder of one study, for example: deno task status results/quick-mnist",
  });
  if (help) return services.print(HELP);
  const found = await studyStatus(places[0]!);
  const lines = json ? [JSON.stringify(found, null, 2)] : statusLines(found);
  lines.forEach((line) => services.print(line));
}

/** A study's status for people. */
export function statusLines({ study, runs, trials, open, ...times }: StudyStatus): string[] {
  const left = times.secondsLeft === null
    ? "unknown before the first run is finished"
    : `about ${durationText(times.secondsLeft)} one after the other`;
  const states = ["running", "interrupted", "failed"] as const;
  const table = textTable(
    [
      { heading: "trial", align: "left" },
      { heading: "done", align: "right" },
      ...[...states, "waiting"].map((heading) => ({ heading, align: "right" } as const)),
    ],
    trials.map((trial) => [
      trial.label,
      `${trial.finished}/${trial.planned}`,
      ...[...states, "waiting" as const].map((state) => String(trial[state])),
    ]),
  );
  const details = states.flatMap((state) =>
    open.filter((run) => run.state === state).map((run) => `  ${openText(run)}`)
  );
  return [
    `${study}: ${runs.finished}/${runs.planned} runs done`,
    "",
    ...table,
    ...(details.length === 0 ? [] : ["", ...details]),
    "",
    `spent  ${durationText(times.secondsSpent)} of runs`,
    `left   ${runs.finished === runs.planned ? "nothing" : left}`,
  ];
}

function openText({ id, label, seed, state, why, checkpoint }: OpenRun): string {
  const from = checkpoint ? ", goes on from its checkpoint" : "";
  return `${label} seed ${seed} (${id}): ${why || state}${from}`;
}
