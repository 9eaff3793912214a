import { environmentError } from "../spec/mod.ts";
import { explainingStorage } from "./storage_error.ts";

/** A lock file that this process holds; released when disposed of. */
export interface FileLock extends AsyncDisposable {
  /** Removes the file. Harmless when called twice. */
  release(): Promise<void>;
}

/**
 * Takes the lock file `path`, or waits until its holder has released it.
 *
 * The lock is one of the system on an open file: it ends with its process, however that ends, so
 * that a file which a killed process left is free, and no recorded process id is ever trusted. The
 * id in the file is for people.
 *
 * @throws {BenchError} With exit code 3 if the file system has no locks, and as `explainStorage`.
 */
export async function lockFile(path: string): Promise<FileLock> {
  return (await take(path, "wait"))!;
}

/** {@link lockFile} that does not wait: `null` if somebody else holds the lock. */
export function tryLockFile(path: string): Promise<FileLock | null> {
  return take(path, "try");
}

/** Whether some process holds the lock file `path`. Changes nothing. */
export async function isLocked(path: string): Promise<boolean> {
  let file: Deno.FsFile;
  try {
    file = await Deno.open(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
  using _file = file;
  return !await lockOf(path, () => file.tryLock(false));
}

async function take(path: string, how: "wait" | "try"): Promise<FileLock | null> {
  for (;;) {
    const file = await explainingStorage(
      path,
      () => Deno.open(path, { create: true, read: true, write: true }),
    );
    try {
      const taken = how === "wait"
        ? await lockOf(path, () => file.lock(true)).then(() => true)
        : await lockOf(path, () => file.tryLock(true));
      if (!taken) {
        file.close();
        return null;
      }
      // A file that was removed while we waited is nobody's lock: open the new one.
      if (!await isStillAt(path, file)) {
        file.close();
        continue;
      }
      await file.truncate(0);
      await explainingStorage(path, () => file.write(new TextEncoder().encode(`${Deno.pid}\n`)));
    } catch (error) {
      file.close();
      throw error;
    }
    let held = true;
    const release = async () => {
      if (!held) return;
      held = false;
      try {
        await Deno.remove(path);
      } catch (error) {
        if (!(error instanceof Deno.errors.NotFound)) throw error;
      } finally {
        file.close();
      }
    };
    return { release, [Symbol.asyncDispose]: release };
  }
}

async function lockOf<T>(path: string, lock: () => Promise<T>): Promise<T> {
  try {
    return await lock();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw environmentError(
      `cannot lock ${path} (${reason}); choose a folder on a file system with locks`,
    );
  }
}

async function isStillAt(path: string, file: Deno.FsFile): Promise<boolean> {
  try {
    return (await Deno.stat(path)).ino === (await file.stat()).ino;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
