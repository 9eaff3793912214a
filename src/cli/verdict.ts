import { parseArgs } from "@std/cli/parse-args";
import { BenchError, EXIT, usageError } from "../spec/mod.ts";
import {
  holdsClaim,
  type JudgedStudy,
  judgeStudy,
  readStoredClaim,
  type StoredClaim,
} from "./claim/stored_claim.ts";
import { requireNoDeviation } from "./claim/register_claim.ts";
import { hint } from "./suggest.ts";
import { claimLines, studyLines } from "./verdict_lines.ts";

const HELP = `Prints the verdict on one screen, from the files of a study or a claim alone.

deno task verdict DIR [--json] [--strict]

DIR is the folder that deno task bench printed, for example results/quick-mnist.
--json    the same as JSON, with all digits
--strict  deviations from a registered claim are an error
Exit codes: 0 done, whatever the verdict, 1 corrupt files, 2 no study there, 4 runs are missing,
6 seeds not independent, 7 deviations with --strict.`;

const SWITCHES = ["help", "json", "strict"] as const;

/** What `verdict` needs from outside. */
export interface VerdictServices {
  /** Receives a line for standard output. */
  readonly print: (line: string) => void;
}

/**
 * `deno task verdict`. The exit code never depends on who leads.
 *
 * @throws {BenchError} With exit code 2 for a wrong command line, and, after everything is printed,
 * with 7, 6 or 4 as the help says.
 */
export async function verdict(args: readonly string[], services: VerdictServices): Promise<void> {
  const given = args[0] === "--" ? args.slice(1) : [...args];
  const { help, json, strict, _: positionals } = parseArgs(given, {
    boolean: [...SWITCHES],
    string: ["_"],
    alias: { help: "h" },
    unknown(arg, key) {
      if (key === undefined) return;
      throw usageError(`unknown flag ${arg}${hint(key, SWITCHES, "--")}`);
    },
  });
  if (help) return services.print(HELP);
  const [directory, ...others] = positionals.map(String);
  if (directory === undefined || others.length > 0) {
    throw usageError(
      "give the folder of one study or claim, for example: deno task verdict results/quick-mnist",
    );
  }
  if (await holdsClaim(directory)) {
    const stored = await readStoredClaim(directory);
    const lines = json ? [jsonText(claimJson(stored))] : claimLines(stored);
    lines.forEach((line) => services.print(line));
    if (strict) requireNoDeviation(stored.deviations);
    requireSound(stored.studies);
    const planned = new Set(stored.studies.map(({ study }) => study.plan.sweep.dataset.name));
    const without = stored.file.claim.datasets.find(({ name }) => !planned.has(name));
    if (without !== undefined) {
      throw new BenchError(
        `no study of ${without.name} is there yet; run deno task bench --claim again`,
        EXIT.incomplete,
      );
    }
  } else {
    const study = await judgeStudy(directory);
    const lines = json
      ? [jsonText({ claim: null, studies: [studyJson(study)] })]
      : studyLines(study);
    lines.forEach((line) => services.print(line));
    requireSound([study]);
  }
}

/** @throws {BenchError} With exit code 6 or 4 for what no verdict is safe with or complete without. */
function requireSound(studies: readonly JudgedStudy[]): void {
  for (const { identical, study } of studies) {
    if (identical.length > 0) {
      throw new BenchError(
        `${study.plan.sweep.name}: ${
          identical.join("; ")
        }; the seeds are not independent and no verdict is safe`,
        EXIT.unsound,
      );
    }
  }
  for (const { study, variants } of studies) {
    const missing = [study, ...variants.values()].flatMap((one) => one.missing);
    if (missing.length > 0) {
      throw new BenchError(
        `${study.plan.sweep.name}: ${missing.length} planned runs are missing, first seed ${
          missing[0]!.seed
        } (${missing[0]!.why}); run the same deno task bench again`,
        EXIT.incomplete,
      );
    }
  }
}

function claimJson({ file, lock, evaluation, deviations, studies }: StoredClaim): unknown {
  const { state, replicability, missing, datasets } = evaluation;
  return {
    claim: {
      name: file.claim.name,
      text: file.claim.text,
      sha256: lock.sha256,
      locked: lock.locked,
      state,
      replicability,
      missing,
      datasets: datasets.map(({ dataset, state, p, parts }) => ({
        dataset,
        state,
        p,
        // The comparisons are with the studies.
        parts: parts.map(({ comparison: _, ...part }) => part),
      })),
      deviations,
    },
    studies: studies.map(studyJson),
  };
}

function studyJson({ study, comparisons, budgets, identical }: JudgedStudy): unknown {
  return {
    name: study.plan.sweep.name,
    dataset: study.plan.sweep.dataset.name,
    missingRuns: study.missing.length,
    identical,
    comparisons,
    budgets: budgets?.rows ?? null,
  };
}

function jsonText(value: unknown): string {
  return JSON.stringify({ schema: 1, ...value as object }, null, 2);
}
