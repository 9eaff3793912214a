import { BenchError, EXIT, usageError } from "../spec/mod.ts";
import { explainingStorage, explainStorage } from "../store/mod.ts";
import { historyFolder, nightFolder } from "./history_folder.ts";
import { type NightRecord, nightRecordSchema } from "../spec/night_record.ts";

/**
 * Reads the history of nights, oldest first. Nothing is guessed: a history that is not whole ends the
 * program before anything is run or written, with the command that repairs it.
 *
 * @returns Empty where there is no history yet.
 * @throws {BenchError} With exit code 1 for a line that is corrupt or cut off, a night that occurs
 * twice, a file that is gone or has lost lines, and a line of a later version.
 */
export async function readHistory(directory: string): Promise<NightRecord[]> {
  const { history, nights } = historyFolder(directory);
  const text = await readText(history);
  const recorded = await recordedNights(directory);
  if (text === null && recorded.length > 0) {
    throw broken(
      `${history} is gone, but ${recorded.length} nights were recorded`,
      `restore it, or put it together again with: cat ${nights}/*/night.json > ${history}`,
    );
  }
  const records = parseHistory(text ?? "", history);
  const known = new Set(records.map(({ night }) => night));
  const lost = recorded.find((night) => !known.has(night));
  if (lost !== undefined) {
    throw broken(
      `${history} has lost the night ${lost}, which was recorded`,
      `restore it, or add that night again with: cat ${
        nightFolder(directory, lost).record
      } >> ${history}`,
    );
  }
  return records.sort((one, other) => one.started < other.started ? -1 : 1);
}

/** The lines of a history, all of them or none. */
function parseHistory(text: string, path: string): NightRecord[] {
  if (text === "") return [];
  const lines = text.split("\n");
  if (lines.pop() !== "") {
    throw broken(
      `the last line of ${path} was cut off`,
      `if its night is not to be kept, remove it with: sed -i '$d' ${path}`,
    );
  }
  const found = new Map<string, number>();
  return lines.map((line, index) => {
    const number = index + 1;
    const { record, why } = parseLine(line);
    if (record === null) {
      throw broken(
        `line ${number} of ${path} is corrupt (${why})`,
        `restore the file, or remove that night with: sed -i '${number}d' ${path}`,
      );
    }
    const earlier = found.get(record.night);
    if (earlier !== undefined) {
      throw broken(
        `lines ${earlier} and ${number} of ${path} are about the same night ${record.night}`,
        `remove one with: sed -i '${number}d' ${path}`,
      );
    }
    found.set(record.night, number);
    return record;
  });
}

function parseLine(
  line: string,
): { readonly record: NightRecord | null; readonly why: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { record: null, why: "not valid JSON" };
  }
  const version = typeof value === "object" && value !== null && "schema" in value
    ? value.schema
    : null;
  if (typeof version === "number" && version > 1) {
    return { record: null, why: `written by a later version, schema ${version}; update this one` };
  }
  const result = nightRecordSchema.safeParse(value);
  if (result.success) return { record: result.data, why: "" };
  const issue = result.error.issues[0];
  return { record: null, why: `${issue?.path.join(".") || "the value"}: ${issue?.message}` };
}

/**
 * Adds a night: to the history first, flushed to the disk, then as `night.json` to its folder.
 *
 * @throws {BenchError} If the disk is full or the folder cannot be written to.
 */
export async function appendNight(directory: string, record: NightRecord): Promise<void> {
  const { history } = historyFolder(directory);
  // One line in both, so that either can be made from the other.
  const line = new TextEncoder().encode(JSON.stringify(record) + "\n");
  const { record: copy } = nightFolder(directory, record.night);
  for (const path of [history, copy]) {
    await explainingStorage(path, async () => {
      using file = await Deno.open(path, { create: true, append: true });
      for (let written = 0; written < line.length;) {
        written += await file.write(line.subarray(written));
      }
      await file.sync();
    });
  }
}

/** Names of the nights whose folder holds a record, sorted. */
async function recordedNights(directory: string): Promise<string[]> {
  const found: string[] = [];
  for (const night of await nightFolders(directory)) {
    if (await readText(nightFolder(directory, night).record) !== null) found.push(night);
  }
  return found;
}

/** Names of all folders of nights, sorted: also of nights that were interrupted. */
export async function nightFolders(directory: string): Promise<string[]> {
  const found: string[] = [];
  try {
    for await (const entry of Deno.readDir(historyFolder(directory).nights)) {
      if (entry.isDirectory) found.push(entry.name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  return found.sort();
}

/** The night `name` of a history. @throws {BenchError} With exit code 2 if there is none. */
export function nightNamed(history: readonly NightRecord[], name: string): NightRecord {
  const found = history.find(({ night }) => night === name);
  if (found !== undefined) return found;
  const latest = history.slice(-3).map(({ night }) => night).join(", ");
  throw usageError(
    `--baseline ${name}: the history has no such night; ${
      latest === "" ? "it is empty" : `the latest are ${latest}`
    }`,
  );
}

async function readText(path: string): Promise<string | null> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw explainStorage(error, path);
  }
}

function broken(what: string, remedy: string): BenchError {
  return new BenchError(
    `${what}; nothing was run and nothing was changed; ${remedy}`,
    EXIT.internal,
  );
}
