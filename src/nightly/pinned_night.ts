import { z } from "zod";
import { BenchError, EXIT } from "../spec/mod.ts";
import { writeJson } from "../store/mod.ts";
import { historyFolder } from "./history_folder.ts";
import type { NightRecord } from "../spec/night_record.ts";

const pinnedSchema = z.object({
  schema: z.literal(1),
  night: z.string(),
  /** When, ISO 8601. */
  pinned: z.string(),
});

/**
 * The pinned night, which later ones are compared with, or `null` where none is.
 *
 * @throws {BenchError} With exit code 1 if the file is corrupt or names a night that the history
 * does not have.
 */
export async function readPinnedNight(
  directory: string,
  history: readonly NightRecord[],
): Promise<NightRecord | null> {
  const path = historyFolder(directory).pinned;
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  const pinned = pinnedSchema.safeParse(parsed(text));
  const remedy =
    `restore it, or remove it with: rm ${path}; the next complete night is pinned then`;
  if (!pinned.success) throw new BenchError(`${path} is corrupt; ${remedy}`, EXIT.internal);
  const { night } = pinned.data;
  const found = history.find((record) => record.night === night);
  if (found !== undefined) return found;
  throw new BenchError(
    `${path} names the night ${night}, which the history does not have; ${remedy}`,
    EXIT.internal,
  );
}

/** Makes `night` the one that later nights are compared with. */
export async function pinNight(directory: string, night: string, now: Date): Promise<void> {
  await writeJson(historyFolder(directory).pinned, {
    schema: 1,
    night,
    pinned: now.toISOString(),
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
