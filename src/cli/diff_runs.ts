import { join } from "node:path";
import { type Environment, kernelsOf, usageError } from "../spec/mod.ts";
import { readRun, readRunSpec } from "../store/mod.ts";
import type { DiffPart } from "./diff.ts";
import { jsonDifferences } from "./json_differences.ts";

/**
 * Compares two runs.
 *
 * @throws {BenchError} With exit code 2 if one of the folders holds no finished run.
 */
export async function diffRuns(left: string, right: string): Promise<DiffPart[]> {
  const [one, other] = await Promise.all([left, right].map(readWhole));
  const part = (about: string, of: (run: WholeRun) => unknown): DiffPart => ({
    about,
    differences: jsonDifferences(of(one!), of(other!)),
  });
  return [
    part("specification", ({ spec }) => ({ ...spec, kernels: kernelsOf(spec) })),
    part("code", ({ environment }) => codeOf(environment)),
    part("data", ({ environment }) => ({ sha256: environment.dataSha256 })),
    part("environment", ({ environment }) => machineOf(environment)),
    part("result", ({ outcome }) => {
      // The id says that the runs differ, the seconds always do.
      const { runId: _, seconds: __, spend, test, ...rest } = outcome;
      const { seconds: ___, ...counted } = spend;
      const { perTick: ____, ...metrics } = test;
      return { ...rest, spend: counted, test: metrics };
    }),
    part("seconds", ({ outcome }) => outcome.seconds),
  ];
}

type WholeRun = Awaited<ReturnType<typeof readWhole>>;

async function readWhole(directory: string) {
  const run = await readRun(directory.replace(/\/+$/, ""));
  if (run === null) {
    throw usageError(`${directory} holds no finished run (no ${join(directory, "outcome.json")})`);
  }
  return { ...run, spec: await readRunSpec(directory) };
}

/** What of an environment is about the code. */
export function codeOf({ code, git, lockFile }: Environment): unknown {
  return { code, git, lockFile };
}

/** What of an environment is about the machine. */
export function machineOf({ versions, backend, machine }: Environment): unknown {
  const { selfTest: _, ...kind } = backend;
  return { versions, backend: kind, machine };
}
