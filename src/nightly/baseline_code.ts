import { dirname, join, resolve } from "node:path";
import { codeIdentity, type WorkerCommand, workerCommand } from "../execution/mod.ts";
import type { NightRecord } from "../spec/night_record.ts";

/** The code of a night, unpacked for a while; or why it cannot be had. */
export type BaselineCode =
  | {
    readonly kind: "unpacked";
    /** Starts the worker of that code. */
    readonly command: WorkerCommand;
    readonly remove: () => Promise<void>;
  }
  | { readonly kind: "none"; readonly reason: string };

/** What identifies the code of a night. */
export interface NightCode extends Pick<NightRecord, "git" | "code" | "lock"> {
  /** File with the changes to the commit, where the night ran with changes and they were kept. */
  readonly patch: string | null;
}

/**
 * Unpacks the code that a night ran, a commit and its changes, into a temporary folder. The repository
 * itself is not touched: not its working tree, not its index.
 *
 * @param root The project's folder.
 * @param lock SHA-256 of the lock file of tonight.
 */
export async function unpackBaseline(
  { git, code, patch, lock: itsLock }: NightCode,
  { root, lock }: { readonly root: string; readonly lock: string | null },
): Promise<BaselineCode> {
  const none = (reason: string) => ({ kind: "none", reason }) as const;
  if (git === null) return none("the baseline ran without git, so its code is not known");
  if (itsLock !== lock) {
    return none("the baseline has another lock file, so its packages are others");
  }
  const folder = await Deno.makeTempDir({ prefix: "ctm-bench-baseline-" });
  const remove = () => Deno.remove(folder, { recursive: true });
  const unpacked = join(folder, "code");
  const why = await checkOut(git.commit, { root, index: join(folder, "index"), to: unpacked });
  if (why !== null) {
    await remove();
    return none(why);
  }
  // A commit alone is not the code of a night that ran with changes.
  if (git.dirty) {
    if (patch !== null) await apply(patch, unpacked);
    if ((await codeIdentity(unpacked)).code !== code) {
      await remove();
      return none(`the baseline ran with changes to ${git.commit.slice(0, 12)} that were not kept`);
    }
  }
  return { kind: "unpacked", command: commandIn(unpacked), remove };
}

/** Writes the files of a commit to a folder through an index of its own. `null` if that worked. */
async function checkOut(
  commit: string,
  { root, index, to }: { readonly root: string; readonly index: string; readonly to: string },
): Promise<string | null> {
  const git = async (...args: readonly string[]) => {
    const command = new Deno.Command("git", {
      args: ["-C", root, ...args],
      env: { GIT_INDEX_FILE: index },
      stdin: "null",
      stdout: "null",
      stderr: "null",
    });
    return (await command.output()).success;
  };
  try {
    if (!await git("cat-file", "-e", `${commit}^{tree}`)) {
      return `the repository does not have the baseline's commit ${commit.slice(0, 12)}`;
    }
    const done = await git("read-tree", commit) &&
      await git("checkout-index", "--all", `--prefix=${to}/`);
    return done ? null : `git cannot unpack the baseline's commit ${commit.slice(0, 12)}`;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "there is no git on this machine";
    throw error;
  }
}

/** Applies a patch to unpacked code; whether it worked is seen by the code's identity. */
async function apply(patch: string, folder: string): Promise<void> {
  await new Deno.Command("git", {
    args: ["apply", "--whitespace=nowarn", resolve(patch)],
    cwd: folder,
    // The folder is no repository, whatever it lies in.
    env: { GIT_CEILING_DIRECTORIES: dirname(folder) },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).output();
}

/** The worker of the code in `folder`, started as this project's own is. */
function commandIn(folder: string): WorkerCommand {
  const [program, subcommand, ...flags] = workerCommand().slice(0, -1);
  const script = join(folder, "src", "worker", "main.ts");
  return [
    program!,
    subcommand!,
    `--config=${join(folder, "deno.json")}`,
    ...flags,
    script,
  ];
}
