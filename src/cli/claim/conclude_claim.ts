import { join } from "node:path";
import { BenchError, EXIT } from "../../spec/mod.ts";
import {
  claimFolder,
  readClaimLock,
  readPlan,
  readTextIfPresent,
  writeFileAtomically,
} from "../../store/mod.ts";
import { claimLines } from "../verdict_lines.ts";
import { readStoredClaim } from "./stored_claim.ts";

/** What concluding a claim needs from outside. */
export interface ConcludeClaimServices {
  /** Receives a line for standard output. */
  readonly print: (line: string) => void;
}

/**
 * Makes every report of a claim anew: those of its studies and its own.
 *
 * @param concludeStudy Makes the report of one study.
 * @throws {BenchError} After all reports are written: as the first study whose report ended with an
 * error of exit code 4 or 6.
 */
export async function reportClaim(
  directory: string,
  services: ConcludeClaimServices,
  concludeStudy: (directory: string) => Promise<void>,
): Promise<void> {
  const lock = await readClaimLock(directory);
  let failure: BenchError | null = null;
  for (const { name } of lock?.claim.datasets ?? []) {
    const own = claimFolder(directory).study(name);
    if (await readPlan(own) === null) continue;
    try {
      await concludeStudy(own);
    } catch (error) {
      const known = errorOfOneStudy(name, error);
      failure ??= known;
    }
    services.print("");
  }
  await concludeClaim(directory, services);
  if (failure !== null) throw failure;
}

/**
 * An error that leaves the other studies of a claim worth going on with: runs that failed, seeds that
 * agree. Any other is thrown.
 */
export function errorOfOneStudy(dataset: string, error: unknown): BenchError {
  const known = error instanceof BenchError && OF_ONE_STUDY.includes(error.code);
  if (!known) throw error;
  return new BenchError(`${dataset}: ${error.message}`, error.code);
}

const OF_ONE_STUDY: readonly number[] = [EXIT.incomplete, EXIT.unsound];

/**
 * The last part of a claim, from its files alone: evaluates it, writes its own report with links to
 * those of its studies and the list of deviations, and prints what holds.
 *
 * @throws {BenchError} As `readStoredClaim`.
 */
export async function concludeClaim(
  directory: string,
  { print }: ConcludeClaimServices,
): Promise<void> {
  const stored = await readStoredClaim(directory);
  const folder = claimFolder(directory);
  await writeFileAtomically(folder.deviations, deviationsText(stored.deviations));
  // Loaded when needed, as the report of a study is.
  const { writeClaimReport } = await import("../../report/write_claim_report.ts");
  const studies = stored.studies.map(({ study, comparisons, budgets }) => ({
    dataset: study.plan.sweep.dataset.name,
    plan: study.plan,
    missing: study.missing.length,
    comparisons,
    budgets,
  }));
  await writeClaimReport({
    claim: stored.file.claim,
    registration: stored.lock,
    evaluation: stored.evaluation,
    deviations: stored.deviations,
    studies,
    command: (await readTextIfPresent(folder.command) ?? "").trim(),
    generated: new Date().toISOString(),
  }, directory);
  for (const line of claimLines(stored)) print(line);
  print(`report: ${join(directory, "report.html")}`);
}

function deviationsText(deviations: readonly string[]): string {
  const items = deviations.length === 0
    ? ["None: everything was done as registered."]
    : deviations.map((one) => `- ${one}`);
  return ["# Deviations from the claim as registered", "", ...items, ""].join("\n");
}
