import { claimDeviations, type RegisteredClaim } from "../../analysis/mod.ts";
import type { CodeIdentity } from "../../execution/mod.ts";
import { BenchError, EXIT, type SweepSpec, usageError } from "../../spec/mod.ts";
import {
  claimFolder,
  type ClaimLock,
  readClaimLock,
  readPlan,
  studyFolder,
  writeClaimLock,
  writeFileAtomically,
} from "../../store/mod.ts";
import { claimConduct } from "./claim_conduct.ts";
import { tuningDeviation } from "./claim_sweep.ts";
import type { ClaimFile } from "./read_claim.ts";

/** What a claim is registered with. */
export interface Registration {
  readonly file: ClaimFile;
  readonly identity: Pick<CodeIdentity, "code" | "git">;
  /** The studies that are about to be run. */
  readonly planned: readonly {
    readonly dataset: string;
    /** SHA-256 of the data. */
    readonly data: string;
    readonly tuning: SweepSpec["tuning"];
  }[];
  /** Whether deviations are errors. */
  readonly strict: boolean;
  /** The command line, for the record. */
  readonly command: string;
  /** ISO 8601. */
  readonly now: string;
}

/**
 * Locks a claim before its first run. One that is already locked stays as it was registered, unless
 * nothing has been run for it yet.
 *
 * @param directory The claim's folder, which exists.
 * @returns The registration and every deviation from it so far.
 * @throws {BenchError} With exit code 2 if the folder belongs to something else, and with exit code
 * 7, nothing having been written, if there is a deviation and `strict` is set.
 */
export async function registerClaim(
  directory: string,
  registration: Registration,
): Promise<{ readonly lock: RegisteredClaim; readonly deviations: readonly string[] }> {
  const { file, identity, planned } = registration;
  const { claim, sha256, text } = file;
  const earlier = await readClaimLock(directory);
  await requireOwnFolder(directory, earlier, claim.name);
  const kept = earlier !== null && await hasRuns(directory, earlier) ? earlier : null;
  const same = earlier?.sha256 === sha256 && earlier.code === identity.code ? earlier : null;
  const lock: ClaimLock = kept ?? same ?? {
    schema: 1,
    claim,
    sha256,
    locked: registration.now,
    code: identity.code,
    git: identity.git && { commit: identity.git.commit, dirty: identity.git.dirty },
  };
  const conduct = await claimConduct(directory, file);
  const deviations = claimDeviations(lock, {
    ...conduct,
    studies: planned.map(({ dataset, data, tuning }) => ({
      dataset,
      data,
      code: identity.code,
      claim: sha256,
      tuning: tuningDeviation(claim, tuning),
    })),
  });
  if (registration.strict) requireNoDeviation(deviations);

  const folder = claimFolder(directory);
  if (lock !== earlier) await writeClaimLock(directory, lock);
  await writeFileAtomically(folder.claim, text);
  await writeFileAtomically(folder.command, registration.command + "\n");
  return { lock, deviations };
}

/**
 * Ends a command that was to be strict.
 *
 * @throws {BenchError} With exit code 7 if there is a deviation.
 */
export function requireNoDeviation(deviations: readonly string[]): void {
  const [first, ...others] = deviations;
  if (first === undefined) return;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  throw new BenchError(
    `deviation from the claim as registered: ${first}${more}; undo it, or leave --strict out to go on with it listed in the report`,
    EXIT.unfair,
  );
}

async function requireOwnFolder(directory: string, lock: ClaimLock | null, name: string) {
  if (lock !== null && lock.claim.name !== name) {
    throw usageError(
      `${directory} holds the claim ${lock.claim.name}; choose another folder with --out`,
    );
  }
  if (await readPlan(directory) !== null) {
    throw usageError(`${directory} holds a study; choose another folder for the claim with --out`);
  }
}

/** Whether anything was run, finished or not, on a data set of the claim. */
async function hasRuns(directory: string, { claim }: ClaimLock): Promise<boolean> {
  for (const { name } of claim.datasets) {
    try {
      const { runs } = studyFolder(claimFolder(directory).study(name));
      for await (const { isDirectory } of Deno.readDir(runs)) if (isDirectory) return true;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  }
  return false;
}
