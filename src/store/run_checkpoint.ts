import { sha256 } from "../spec/mod.ts";
import { join } from "node:path";
import { checkpointFolder } from "./study_folder.ts";
import { explainingStorage } from "./storage_error.ts";
import { writeFileAtomically } from "./write_file.ts";

/** The two places that are written in turn, so that one is whole whatever happens to the other. */
const SLOTS = ["a", "b"] as const;

/** Marks a file as a slot, and the version of its layout. */
const MAGIC = new TextEncoder().encode("CTMC0001");

const DIGEST_BYTES = 32;

/** The magic, a SHA-256 of all that follows, the number of the writing. */
const HEADER_BYTES = MAGIC.length + DIGEST_BYTES + 8;

/** The checkpoint of one run under way, which another process may find. */
export interface RunCheckpoint {
  /**
   * The latest content that is whole.
   *
   * @param decode Reads the content; what it cannot read counts as damaged.
   * @returns `null` without one; and what a reader of the results should know.
   */
  read<T>(
    decode: (content: Uint8Array) => T,
  ): Promise<{ readonly value: T | null; readonly notices: readonly string[] }>;
  /**
   * Keeps `content` in place of the one before the latest.
   *
   * @throws {BenchError} As `writeFileAtomically`.
   */
  write(content: Uint8Array): Promise<void>;
}

/** The checkpoint `<runId>.checkpoint/{a,b}` of a run; nothing is created before it is written. */
export function runCheckpoint(runsDirectory: string, runId: string): RunCheckpoint {
  const directory = checkpointFolder(join(runsDirectory, runId));
  const pathOf = (slot: number) => join(directory, SLOTS[slot]!);
  /** Slot and number of the latest writing. */
  let latest: { readonly slot: number; readonly writing: number } | null = null;
  return {
    async read(decode) {
      const slots = await Promise.all(SLOTS.map((_, slot) => readSlot(pathOf(slot))));
      const whole = slots.flatMap((content, slot) =>
        content === null || content === "damaged" ? [] : [{ slot, ...content }]
      ).sort((one, other) => other.writing - one.writing);
      let damaged = slots.filter((content) => content === "damaged").length;
      for (const { slot, writing, content } of whole) {
        const value = tryTo(() => decode(content));
        if (value === null) {
          damaged++;
          continue;
        }
        latest = { slot, writing };
        const notices = damaged === 0
          ? []
          : ["one of its checkpoints was damaged: it went on from the other"];
        return { value: value.result, notices };
      }
      const notices = damaged === 0 ? [] : ["its checkpoints were damaged: it began anew"];
      return { value: null, notices };
    },
    async write(content) {
      const slot = latest === null ? 0 : 1 - latest.slot;
      const writing = (latest?.writing ?? 0) + 1;
      await explainingStorage(directory, () => Deno.mkdir(directory, { recursive: true }));
      await writeFileAtomically(pathOf(slot), encodeSlot(writing, content));
      latest = { slot, writing };
    },
  };
}

/**
 * Removes the checkpoint of a run, if there is one.
 *
 * @param run The run's folder, by its final name.
 */
export async function removeCheckpoint(run: string): Promise<void> {
  try {
    await Deno.remove(checkpointFolder(run), { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

function encodeSlot(writing: number, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + content.length);
  const signed = bytes.subarray(MAGIC.length + DIGEST_BYTES);
  bytes.set(MAGIC);
  new DataView(signed.buffer, signed.byteOffset).setBigUint64(0, BigInt(writing), true);
  bytes.set(content, HEADER_BYTES);
  bytes.set(Uint8Array.fromHex(sha256(signed)), MAGIC.length);
  return bytes;
}

async function readSlot(
  path: string,
): Promise<{ readonly writing: number; readonly content: Uint8Array } | "damaged" | null> {
  let bytes: Uint8Array;
  try {
    bytes = await Deno.readFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
  if (bytes.length < HEADER_BYTES) return "damaged";
  if (MAGIC.some((byte, index) => bytes[index] !== byte)) return "damaged";
  const signed = bytes.subarray(MAGIC.length + DIGEST_BYTES);
  const digest = bytes.subarray(MAGIC.length, MAGIC.length + DIGEST_BYTES).toHex();
  if (sha256(signed) !== digest) return "damaged";
  const writing = new DataView(signed.buffer, signed.byteOffset).getBigUint64(0, true);
  return { writing: Number(writing), content: bytes.slice(HEADER_BYTES) };
}

function tryTo<T>(work: () => T): { readonly result: T } | null {
  try {
    return { result: work() };
  } catch {
    return null;
  }
}
