import { basename, dirname } from "node:path";
import { usageError } from "../spec/mod.ts";
import { diffLines } from "./diff.ts";
import { explainRun, type IdentityPart, type Present, type RunExplanation } from "./explain_run.ts";
import { readPlaces } from "./read_places.ts";
import type { PrintServices } from "./status.ts";

const HELP = `Says why a run is taken from what is there, or why it is not.

deno task explain RUN_FOLDER [--json]
deno task explain DIR RUN_ID [--json]

A run's id is a checksum over its specification, the code and the data: bench takes a finished run
for a planned one exactly if the ids are equal. This names the part that differs.
Exit codes: 0 done, 1 corrupt files, 2 no such run there.`;

/** What `explain` needs from outside. */
export interface ExplainServices extends PrintServices {
  readonly present: () => Promise<Present>;
}

/**
 * `deno task explain`.
 *
 * @throws {BenchError} With exit code 2 for a wrong command line or a run that is not there.
 */
export async function explain(
  args: readonly string[],
  services: ExplainServices,
): Promise<void> {
  const { help, json, places } = readPlaces(args, {
    least: 1,
    most: 2,
    give: "the folder of a run, for example: deno task explain results/quick-mnist/runs/ID",
  });
  if (help) return services.print(HELP);
  const [first, second] = places.map((place) => place.replace(/\/+$/, "")) as [string, string?];
  const [directory, id] = second === undefined
    ? [dirname(dirname(first)), basename(first)]
    : [first, second];
  const found = await explainRun(directory, id, await services.present());
  if (found === null) {
    throw usageError(
      `${directory} has no run ${id}, planned or finished; deno task status lists runs`,
    );
  }
  const lines = json ? [JSON.stringify(found, null, 2)] : explanationLines(found);
  lines.forEach((line) => services.print(line));
}

/** An explanation for people. */
export function explanationLines(run: RunExplanation): string[] {
  const nearest = run.nearest === null ? [] : [
    `nearest planned run ${run.nearest.run.id}`,
    ...diffLines([{
      about: "specification (A: this run, B: planned)",
      differences: run.nearest.differences,
    }]),
  ];
  return [
    `run ${run.id}: ${run.why || run.state}`,
    ...run.parts.map(partText),
    ...(run.consistent
      ? []
      : ["the id is not that of its specification, code and data: the files were changed"]),
    ...nearest,
    conclusion(run),
  ];
}

function partText({ name, recorded, present }: IdentityPart): string {
  const short = (hash: string) => hash.slice(0, 12);
  if (present === null) return `${name}  ${short(recorded)}, not known here now`;
  if (present === recorded) return `${name}  ${short(recorded)}, the same now`;
  return `${name}  ${short(recorded)}, now ${short(present)}`;
}

function conclusion({ id, state, planned, presentId }: RunExplanation): string {
  if (state === "under way") return "-> a command is at work on it";
  if (!planned) return "-> not taken: the plan of the study does not name it";
  if (presentId !== null && presentId !== id) {
    return `-> not taken by the present code and data: bench would make it anew as ${presentId}`;
  }
  if (state !== "finished") return "-> not taken: it is not finished; the same command runs it";
  return presentId === null
    ? "-> taken, if the data are those recorded"
    : "-> taken: bench does not run it again";
}
