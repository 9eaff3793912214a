import { assertEquals } from "@std/assert";
import { join } from "node:path";
import { removeCheckpoint, runCheckpoint } from "../../../src/store/run_checkpoint.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const PASSED_OVER = ["one of its checkpoints was damaged: it went on from the other"];
const BEGAN_ANEW = ["its checkpoints were damaged: it began anew"];

/** What another process reads. */
const readBack = (folder: string) => runCheckpoint(folder, "run").read(decode);

Deno.test("a checkpoint is the latest that was written, by whichever process", async () => {
  await inTemporaryFolder(async (folder) => {
    assertEquals(await readBack(folder), { value: null, notices: [] });
    const checkpoint = runCheckpoint(folder, "run");
    for (const text of ["one", "two", "three"]) {
      await checkpoint.write(encode(text));
      assertEquals(await readBack(folder), { value: text, notices: [] });
    }
    const later = runCheckpoint(folder, "run");
    await later.read(decode);
    await later.write(encode("four"));
    assertEquals((await readBack(folder)).value, "four");
    const files = await Array.fromAsync(Deno.readDir(join(folder, "run.checkpoint")));
    assertEquals(files.map(({ name }) => name).sort(), ["a", "b"], "two slots and nothing else");
    await removeCheckpoint(join(folder, "run"));
    await removeCheckpoint(join(folder, "run"));
    assertEquals(await Array.fromAsync(Deno.readDir(folder)), []);
  });
});

Deno.test("a slot that was cut or changed anywhere is passed over, with a notice", async () => {
  await inTemporaryFolder(async (folder) => {
    const checkpoint = runCheckpoint(folder, "run");
    await checkpoint.write(encode("one"));
    await checkpoint.write(encode("two"));
    const slot = join(folder, "run.checkpoint", "b");
    const bytes = await Deno.readFile(slot);
    for (let at = 0; at < bytes.length; at++) {
      await Deno.writeFile(slot, bytes.subarray(0, at));
      assertEquals(await readBack(folder), { value: "one", notices: PASSED_OVER }, `cut at ${at}`);
      await Deno.writeFile(slot, bytes.map((byte, index) => index === at ? byte ^ 1 : byte));
      assertEquals(await readBack(folder), { value: "one", notices: PASSED_OVER }, `bit at ${at}`);
    }
    // The next one takes the damaged place.
    const later = runCheckpoint(folder, "run");
    await later.read(decode);
    await later.write(encode("three"));
    assertEquals(await readBack(folder), { value: "three", notices: [] });
  });
});

Deno.test("with both slots damaged, or with content that cannot be read, it begins anew", async () => {
  await inTemporaryFolder(async (folder) => {
    const checkpoint = runCheckpoint(folder, "run");
    await checkpoint.write(encode("one"));
    const unreadable = await runCheckpoint(folder, "run").read(() => {
      throw new RangeError("no such state");
    });
    assertEquals(unreadable, { value: null, notices: BEGAN_ANEW });
    await checkpoint.write(encode("two"));
    for (const slot of ["a", "b"]) {
      await Deno.writeTextFile(join(folder, "run.checkpoint", slot), "CTMC0001");
    }
    assertEquals(await readBack(folder), { value: null, notices: BEGAN_ANEW });
  });
});
