import type { Environment } from "../../spec/mod.ts";
import { fixedText } from "../number_text.ts";
import type { ReportInput } from "../study.ts";
import { type Block, countOf, type Section, sentence, tableBlock, wordCell } from "./blocks.ts";

/** With what the runs were made, and the command that makes them again. */
export function provenanceSection(
  input: ReportInput,
  chartWarnings: readonly string[],
): Section {
  const notices = distinct(input, (environment) => environment.notices);
  return {
    id: "provenance",
    heading: "Provenance",
    exploratory: false,
    blocks: [
      ...localChanges(input),
      tableBlock(
        "What the runs were made with. Several values mean that runs differ.",
        ["what", "value"],
        { rows: facts(input).map((row) => row.map(wordCell)) },
      ),
      ...listBlock("Notices of the runs", notices.map(sentence)),
      ...listBlock("Warnings about charts", chartWarnings),
      { kind: "paragraph", text: "The command that reproduces this study:" },
      { kind: "code", text: input.command },
    ],
  };
}

function facts(input: ReportInput): string[][] {
  const { plan } = input;
  const of = (value: (environment: Environment) => string) =>
    distinct(input, (environment) => [value(environment)]).join("; ") || "no finished run";
  const versions = distinct(input, (environment) => Object.keys(environment.versions));
  const starts = input.runs.map((run) => run.environment.started).sort();
  return [
    ["backend", `${plan.backend.name} (${plan.backend.reason})`],
    ["device", of(({ backend }) => `${backend.name}: ${backend.device}`)],
    [
      "worst numerical self-test",
      input.runs.length === 0
        ? "no finished run"
        : `${
          fixedText(Math.max(...input.runs.map((run) => run.environment.backend.selfTest)), 3)
        } of its tolerance`,
    ],
    ["kernels", of(({ backend }) => backend.kernels)],
    [
      "machine",
      of(({ machine }) =>
        `${machine.cpu}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.os} ${machine.arch}`
      ),
    ],
    ["limits of a container", of(({ machine }) => limitsText(machine.limits))],
    ...versions.map((name) => [`version of ${name}`, of((one) => one.versions[name] ?? "unknown")]),
    [
      "git commit",
      of(({ git }) =>
        git === null
          ? "not in a repository"
          : git.commit + (git.dirty ? " (with local changes)" : "")
      ),
    ],
    ["changed code, SHA-256 of the patch", of(({ git }) => git?.patch ?? "none")],
    ["code, SHA-256", of((environment) => environment.code)],
    ["lock file, SHA-256", of(({ lockFile }) => lockFile ?? "not recorded")],
    ["data, SHA-256", of((environment) => environment.dataSha256)],
    ["first run started", starts[0] ?? "no finished run"],
    ["last run started", starts.at(-1) ?? "no finished run"],
    ["report made", input.generated],
  ];
}

/** A badge where runs were made with code that no commit holds. */
function localChanges(input: ReportInput): Block[] {
  const changed = input.runs.filter((run) => run.environment.git?.dirty).length;
  return changed === 0 ? [] : [{
    kind: "state",
    label: "local changes",
    tone: "negative",
    sentence: `${
      countOf(changed, "run")
    } of ${input.runs.length} made with code that differs from its commit.`,
    notes: input.runs.some((run) => run.environment.git?.patch)
      ? ["The patch is kept with the study; its SHA-256 is below."]
      : ["No patch was kept: what the code was cannot be told."],
  }];
}

function limitsText({ cores, memoryGiB }: Environment["machine"]["limits"]): string {
  const limits = [
    ...(cores === null ? [] : [countOf(cores, "core")]),
    ...(memoryGiB === null ? [] : [`${memoryGiB} GiB`]),
  ];
  return limits.length === 0 ? "none" : limits.join(", ");
}

/** The distinct texts over all runs, in the order of their first appearance. */
function distinct(input: ReportInput, texts: (environment: Environment) => readonly string[]) {
  return [...new Set(input.runs.flatMap((run) => texts(run.environment)))];
}

function listBlock(title: string, items: readonly string[]): Block[] {
  return items.length === 0 ? [] : [{ kind: "list", title, items }];
}
