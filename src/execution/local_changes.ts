import { join } from "node:path";
import { git } from "./git.ts";

/** What of the project is code: only its changes are kept, never other files that lie beside it. */
const PLACES = [
  "src",
  "baselines",
  "datasets",
  "tasks",
  "vendor",
  "mod.ts",
  "deno.json",
  "deno.lock",
  "package.json",
];

/** Largest patch that is kept, in characters. */
const LIMIT = 2 ** 20;

/** The user's own settings must not change the form of a patch. */
const PLAIN = [
  "--no-color",
  "--no-ext-diff",
  "--no-textconv",
  "--src-prefix=a/",
  "--dst-prefix=b/",
];

/** How the code differs from its commit. */
export interface LocalChanges {
  /** For `git apply` on the commit; `null` if no code differs, or too much of it. */
  readonly patch: string | null;
  /** Why there is no patch although code differs, or `null`. */
  readonly notice: string | null;
}

/**
 * The changes of the code since its commit, with new text files that git does not ignore. Binary
 * files are named without their content.
 *
 * @param root The project's folder, in a repository with a commit.
 */
export async function localChanges(root: string): Promise<LocalChanges> {
  const changed = await git(root, ["diff", ...PLAIN, "HEAD", "--", ...PLACES]) ?? "";
  const parts = [changed];
  let length = changed.length;
  for (const path of await untrackedFiles(root)) {
    if (length > LIMIT) break;
    // Comparing with nothing exits with 1, which is no failure here.
    const args = ["diff", ...PLAIN, "--no-index", "--", "/dev/null", path];
    const added = await git(root, args, [0, 1]) ?? "";
    parts.push(added);
    length += added.length;
  }
  const patch = parts.join("");
  if (patch === "") return { patch: null, notice: null };
  if (patch.length > LIMIT) {
    return {
      patch: null,
      notice: "the code had local changes that are not kept: their patch is larger than 1 MiB",
    };
  }
  return { patch, notice: null };
}

async function untrackedFiles(root: string): Promise<string[]> {
  const args = ["ls-files", "--others", "--exclude-standard", "-z", "--", ...PLACES];
  const paths = (await git(root, args) ?? "").split("\0").filter((path) => path !== "");
  const isText = await Promise.all(paths.map((path) => looksLikeText(join(root, path))));
  return paths.filter((_, index) => isText[index]).sort();
}

/** As git decides it: no zero byte at the beginning. */
async function looksLikeText(path: string): Promise<boolean> {
  using file = await Deno.open(path);
  const beginning = new Uint8Array(8000);
  const length = await file.read(beginning) ?? 0;
  return !beginning.subarray(0, length).includes(0);
}
