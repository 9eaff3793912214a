import { join } from "node:path";
import { type NightRecord, nightRecordSchema } from "../spec/night_record.ts";
import { readJsonIfPresent } from "./read_json.ts";

/**
 * What a nightly run says about its study, or `null` for a study of no night and for a night that is
 * under way.
 *
 * @param directory The study's folder.
 * @throws {BenchError} With exit code 1 if the file is corrupt.
 */
export async function readNight(directory: string): Promise<NightRecord | null> {
  return await readJsonIfPresent(join(directory, "night.json"), nightRecordSchema);
}
