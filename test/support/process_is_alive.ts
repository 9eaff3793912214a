import process from "node:process";

/**
 * Whether a process of this machine with this id exists. Process ids are reused, so `true` may be
 * wrong for an id recorded long ago; `false` is certain.
 */
export function processIsAlive(id: number): boolean {
  try {
    // Signal 0 delivers nothing and only checks.
    process.kill(id, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
