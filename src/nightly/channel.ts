import { usageError } from "../spec/mod.ts";

/** Where a change of state is announced. */
export type Channel =
  /** A line of JSON is added to the file. */
  | { readonly kind: "file"; readonly path: string }
  /** The command is run by a shell. */
  | { readonly kind: "command"; readonly command: string }
  /** The summary of a job of GitHub Actions. */
  | { readonly kind: "summary" };

/**
 * Reads the value of `--notify`.
 *
 * @throws {BenchError} With exit code 2 for anything but `file:PATH`, `cmd:COMMAND` and `summary`.
 */
export function parseChannel(text: string): Channel {
  if (text === "summary") return { kind: "summary" };
  const [kind, ...rest] = text.split(":");
  const value = rest.join(":").trim();
  if (kind === "file" && value !== "") return { kind: "file", path: value };
  if (kind === "cmd" && value !== "") return { kind: "command", command: value };
  throw usageError(
    `--notify ${text}: expected file:PATH, cmd:COMMAND or summary, for example --notify file:alarms.jsonl`,
  );
}
