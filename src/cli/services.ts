import { defaultCacheDirectory, prepareData } from "../../datasets/mod.ts";
import {
  datasetOptions,
  defaultSpaces,
  MODELS,
  OPTIMISERS,
  PRESETS,
  PROBLEMS,
  SCHEDULES,
  shapeOf,
} from "../catalog.ts";
import type { ProblemShape } from "../contract/mod.ts";
import {
  chooseBackend,
  codeIdentity,
  probe,
  processPool,
  programHash,
  trialPool,
} from "../execution/mod.ts";
import { recordSanity } from "./sanity/record_sanity.ts";
import type { TuneServices } from "./tune/tune.ts";

/** What `bench` and `report` use outside tests: the project's catalog, this machine, its terminal. */
export function services(): TuneServices<ProblemShape> {
  const encoder = new TextEncoder();
  return {
    catalog: {
      models: MODELS,
      presets: PRESETS,
      problems: PROBLEMS,
      datasetOptions,
      optimisers: OPTIMISERS,
      schedules: SCHEDULES,
      shapeOf,
    },
    cacheDirectory: defaultCacheDirectory,
    prepareData,
    chooseBackend,
    codeIdentity,
    executor: processPool(),
    trialExecutor: trialPool(),
    recordSanity,
    spaces: defaultSpaces,
    probe,
    // Loaded when needed: the chart libraries take a while, and most error messages do not need them.
    writeReport: async (content, directory) =>
      (await import("../report/write_report.ts")).writeReport(content, directory),
    programHash,
    print: console.log,
    write: (text) => void Deno.stderr.writeSync(encoder.encode(text)),
    columns: terminalColumns,
    colour: Deno.stderr.isTerminal() && !Deno.env.get("NO_COLOR"),
    now: () => performance.now(),
    cores: navigator.hardwareConcurrency,
  };
}

/** Width of the terminal at standard error, or `null` if that goes to a file or a pipe. */
function terminalColumns(): number | null {
  if (!Deno.stderr.isTerminal() || Deno.env.get("CI")) return null;
  try {
    // Some terminals claim to have no columns at all.
    return Deno.consoleSize().columns || 80;
  } catch {
    return null;
  }
}
