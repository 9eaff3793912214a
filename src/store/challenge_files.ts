import { join } from "node:path";
import { type Challenge, challengeSchema } from "../spec/mod.ts";
import { readJsonIfPresent } from "./read_json.ts";
import { studyFolder } from "./study_folder.ts";
import { writeJson } from "./write_file.ts";

/**
 * The challenges of the study in `directory`, by number.
 *
 * @returns Empty without any.
 * @throws {BenchError} With exit code 1, naming the file, if one is corrupt.
 */
export async function readChallenges(directory: string): Promise<Challenge[]> {
  const folder = studyFolder(directory).challenges;
  const names: string[] = [];
  try {
    for await (const { name, isFile } of Deno.readDir(folder)) {
      if (isFile && /^\d+\.json$/.test(name)) names.push(name);
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  const found: Challenge[] = [];
  for (const name of names) {
    const challenge = await readJsonIfPresent(join(folder, name), challengeSchema);
    if (challenge !== null) found.push(challenge);
  }
  return found.sort((a, b) => a.number - b.number);
}

/** Adds a challenge to the study in `directory`. */
export async function writeChallenge(directory: string, challenge: Challenge): Promise<void> {
  const folder = studyFolder(directory).challenges;
  await Deno.mkdir(folder, { recursive: true });
  await writeJson(join(folder, `${challenge.number}.json`), challenge);
}
