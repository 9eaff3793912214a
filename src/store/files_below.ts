import { join } from "node:path";

/**
 * Every file at or below `path`, in no particular order; links are followed.
 *
 * @param wanted Whether to look at an entry, by its path; a folder that is not wanted is not entered.
 * Default: all.
 * @returns None if nothing is there.
 */
export async function filesBelow(
  path: string,
  wanted: (path: string) => boolean = () => true,
): Promise<string[]> {
  try {
    return (await Deno.stat(path)).isDirectory ? await filesOfFolder(path, wanted) : [path];
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

async function filesOfFolder(
  folder: string,
  wanted: (path: string) => boolean,
): Promise<string[]> {
  const found: Promise<string[]>[] = [];
  for await (const { name, isFile, isDirectory } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (!wanted(path)) continue;
    // Asking the system about every single file would take most of the time.
    if (isFile) found.push(Promise.resolve([path]));
    else if (isDirectory) found.push(filesOfFolder(path, wanted));
    else found.push(filesBelow(path, wanted));
  }
  return (await Promise.all(found)).flat();
}
