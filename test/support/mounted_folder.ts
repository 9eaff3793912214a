import { inTemporaryFolder } from "./temporary_folder.ts";

/** A small file system in memory, mounted for a test. */
export interface MountedFolder {
  readonly folder: string;
  /** Changes its options, for example `ro` or `size=1m`. */
  remount(options: string): Promise<void>;
}

async function mount(args: readonly string[]): Promise<boolean> {
  if (Deno.build.os !== "linux") return false;
  try {
    const command = new Deno.Command("mount", { args: [...args], stdout: "null", stderr: "null" });
    return (await command.output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/**
 * Runs `action` with a file system of its own.
 *
 * @param options Of the file system, for example `size=100k`.
 */
export async function inMountedFolder(
  options: string,
  action: (mounted: MountedFolder) => Promise<void>,
): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    if (!await mount(["-t", "tmpfs", "-o", options, "ctm-bench-test", folder])) {
      throw new Error("this machine lets nobody mount a file system");
    }
    try {
      await action({
        folder,
        async remount(changed) {
          if (!await mount(["-o", `remount,${changed}`, folder])) throw new Error(changed);
        },
      });
    } finally {
      await new Deno.Command("umount", { args: [folder] }).output();
    }
  });
}

/** Whether {@link inMountedFolder} works here: it needs the rights of an administrator. */
export async function canMount(): Promise<boolean> {
  try {
    await inMountedFolder("size=4k", () => Promise.resolve());
    return true;
  } catch {
    return false;
  }
}
