import { BenchError, environmentError, usageError } from "../spec/mod.ts";

/** System errors of a disk or a quota that is used up. */
const FULL = ["ENOSPC", "EDQUOT"];

/** System errors of a place that may not be written to. */
const REFUSED = ["EROFS", "EACCES", "EPERM"];

/**
 * What a user can do about a failed write: free space, or choose another folder.
 *
 * @param error What was thrown while writing.
 * @param path What was being written.
 * @returns A {@link BenchError} with exit code 3 for a full disk and 2 for a place that may not be
 * written to; any other error as it is.
 */
export function explainStorage(error: unknown, path: string): unknown {
  if (error instanceof BenchError) return error;
  const code = codeOf(error);
  if (code !== null && FULL.includes(code)) {
    return environmentError(
      `no space left for ${path}; free some and run the same command again: finished runs are kept`,
    );
  }
  if (code !== null && REFUSED.includes(code)) {
    return usageError(
      `cannot write ${path}: ${
        code === "EROFS" ? "the file system is read-only" : "permission denied"
      }; choose a folder that can be written to`,
    );
  }
  return error;
}

/** Runs `write`; a failure is thrown as {@link explainStorage} says. */
export async function explainingStorage<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    throw explainStorage(error, path);
  }
}

/**
 * {@link explainStorage} for an error that comes from anywhere: only what can have happened in
 * writing is explained.
 */
export function explainIfStorage(error: unknown): unknown {
  const code = codeOf(error);
  if (code === null || ![...FULL, "EROFS"].includes(code)) return error;
  // The system's message ends with the path, where it has one.
  const path = /'([^']+)'$/.exec((error as Error).message)?.[1] ?? "a file";
  return explainStorage(error, path);
}

/** The system's name of an error, or `null` if it is none of the system. */
function codeOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  const { code } = error as Error & { readonly code?: unknown };
  if (typeof code === "string") return code;
  // Deno's own class for what the system refuses carries the code in some calls only.
  return error instanceof Deno.errors.PermissionDenied ? "EACCES" : null;
}
