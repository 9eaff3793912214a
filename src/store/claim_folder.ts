import { join } from "node:path";
import { z } from "zod";
import { claimHash, type ClaimSpec, claimSpecSchema } from "../spec/mod.ts";
import { corruptFile, readJsonIfPresent } from "./read_json.ts";
import { writeJson } from "./write_file.ts";

/** Where the files of a claim are: its registration, and a study folder for each data set. */
export interface ClaimFolder {
  readonly directory: string;
  /** The claim as it is used, with its comments. */
  readonly claim: string;
  /** The claim as it was registered; written before the first run and not changed after it. */
  readonly lock: string;
  /** The command line that repeats or continues it. */
  readonly command: string;
  /** What was done otherwise than registered. */
  readonly deviations: string;
  /** Folder of the study on a data set. */
  study(dataset: string): string;
}

/** The paths of the claim in `directory`; nothing is created. */
export function claimFolder(directory: string): ClaimFolder {
  return {
    directory,
    claim: join(directory, "claim.jsonc"),
    lock: join(directory, "claim.lock.json"),
    command: join(directory, "command.txt"),
    deviations: join(directory, "deviations.md"),
    study: (dataset) => join(directory, dataset),
  };
}

/** A registered claim: the content of `claim.lock.json`. */
export interface ClaimLock {
  readonly schema: 1;
  readonly claim: ClaimSpec;
  readonly sha256: string;
  /** When it was locked, ISO 8601. */
  readonly locked: string;
  /** SHA-256 of the code at that time. */
  readonly code: string;
  readonly git: { readonly commit: string; readonly dirty: boolean } | null;
}

const claimLockSchema: z.ZodType<ClaimLock> = z.object({
  schema: z.literal(1),
  claim: claimSpecSchema,
  sha256: z.string(),
  locked: z.iso.datetime(),
  code: z.string(),
  git: z.object({ commit: z.string(), dirty: z.boolean() }).nullable(),
});

/**
 * The registration in a claim's folder, or `null` if there is none.
 *
 * @throws {BenchError} With exit code 1 if the file is corrupt or its hash is not that of its claim,
 * as after an edit by hand.
 */
export async function readClaimLock(directory: string): Promise<ClaimLock | null> {
  const path = claimFolder(directory).lock;
  const lock = await readJsonIfPresent(path, claimLockSchema);
  if (lock !== null && claimHash(lock.claim) !== lock.sha256) {
    throw corruptFile(path, "its claim has another SHA-256 than it says: it was changed");
  }
  return lock;
}

/** Registers a claim. @param directory Exists. */
export async function writeClaimLock(directory: string, lock: ClaimLock): Promise<void> {
  await writeJson(claimFolder(directory).lock, lock);
}
