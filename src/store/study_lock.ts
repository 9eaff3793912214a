import { usageError } from "../spec/mod.ts";
import { processIsAlive } from "./process_is_alive.ts";
import { studyFolder } from "./study_folder.ts";

/** A study folder held by this process; released when disposed of. */
export interface StudyLock extends AsyncDisposable {
  /** Removes the lock. Harmless when called twice. */
  release(): Promise<void>;
}

/**
 * Takes the study folder for this process, so that two drivers never write to it at once. The lock
 * is a file `.lock` with the process id; one that a dead process left is taken over.
 *
 * @param directory Created if needed.
 * @throws {BenchError} With exit code 2 if a living process has the folder.
 */
export async function lockStudy(directory: string): Promise<StudyLock> {
  await Deno.mkdir(directory, { recursive: true });
  const path = studyFolder(directory).lock;
  await whileGuarded(path, async (file) => {
    const holder = Number(await readAll(file));
    if (holder > 0 && processIsAlive(holder)) {
      throw usageError(
        `${directory} is in use by process ${holder}; wait for it, or choose another folder with --out (if no such process runs this program, remove ${path})`,
      );
    }
    await file.truncate(0);
    await file.seek(0, Deno.SeekMode.Start);
    await file.write(new TextEncoder().encode(`${Deno.pid}\n`));
  });
  let held = true;
  const release = async () => {
    if (!held) return;
    held = false;
    await whileGuarded(path, () => Deno.remove(path));
  };
  return { release, [Symbol.asyncDispose]: release };
}

/**
 * Runs `action` on the lock file under an advisory lock of the system, so that of two processes
 * that find a stale file only one takes it over.
 */
async function whileGuarded(path: string, action: (file: Deno.FsFile) => Promise<void>) {
  for (;;) {
    using file = await Deno.open(path, { create: true, read: true, write: true });
    await file.lock(true);
    // A file that was removed while we waited is nobody's lock: open the new one.
    if (!await isStillAt(path, file)) continue;
    return await action(file);
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

async function readAll(file: Deno.FsFile): Promise<string> {
  const buffer = new Uint8Array(64);
  const length = await file.read(buffer) ?? 0;
  return new TextDecoder().decode(buffer.subarray(0, length));
}
