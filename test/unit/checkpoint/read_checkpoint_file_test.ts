import { assert, assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import {
  type CheckpointFile,
  readCheckpointFile,
} from "../../../src/checkpoint/read_checkpoint_file.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";
import { assertUsageRejects } from "../datasets/small_data.ts";
import { comparable, comparableExpected, expectedTensors, fileBytes, filePath } from "./files.ts";
import { floatTensor, pickleOf, text } from "./pickle_bytes.ts";
import { torchZip, zipOf } from "./zip_bytes.ts";

/** Reads a file of the given content. */
function readBytes(bytes: Uint8Array, name = "some-file"): Promise<CheckpointFile> {
  return inTemporaryFolder(async (folder) => {
    const path = join(folder, name);
    await Deno.writeFile(path, bytes);
    return await readCheckpointFile(path);
  });
}

Deno.test("readCheckpointFile() reads a checkpoint of the authors' training scripts", async () => {
  const file = await readCheckpointFile(filePath("like_the_authors.pt"));
  const expected = expectedTensors("like_the_authors.json");
  assertEquals([file.kind, file.metadata], ["pytorch", {}]);
  assertEquals(comparable(file.tensors), comparableExpected(expected));
  assertEquals(file.arguments, { ...expected.arguments });
  assert(file.tensors.get("1.num_batches_tracked")!.data instanceof Int32Array);
  assertEquals(file.tensors.get("temperature")!.shape, []);
});

for (const protocol of [2, 3, 4, 5]) {
  Deno.test(`readCheckpointFile() reads every type of elements in protocol ${protocol}`, async () => {
    const file = await readCheckpointFile(filePath(`every_type_protocol${protocol}.pt`));
    assertEquals(file.arguments, null);
    assertEquals(
      comparable(file.tensors),
      comparableExpected(expectedTensors("every_type.json")),
    );
  });
}

Deno.test("readCheckpointFile() tells safetensors by the content", async () => {
  const file = await readBytes(fileBytes("written_here.safetensors"), "weights.pt");
  assertEquals([file.kind, file.arguments], ["safetensors", null]);
  const expected = expectedTensors("written_here.json");
  assertEquals(comparable(file.tensors), comparableExpected(expected));
  assertEquals(file.metadata, { ...expected.metadata });
});

Deno.test("readCheckpointFile() reads a tensor of an archive made by hand", async () => {
  const pickle = pickleOf("}", text("w"), floatTensor({ shape: [2, 3], strides: [1, 2] }), "s.");
  const storage = new Uint8Array(Float32Array.of(0, 1, 2, 3, 4, 5).buffer);
  const { tensors } = await readBytes(torchZip(pickle, { "0": storage }));
  const expected = { shape: [2, 3], data: Float32Array.of(0, 2, 4, 1, 3, 5) };
  assertEquals(tensors, new Map([["w", expected]]));
});

const REFUSED: readonly (readonly [name: string, ...message: string[]])[] = [
  ["calls_os_system.pt", "refused: the file wants to call posix.system;"],
  ["calls_eval.pt", "refused: the file wants to call builtins.eval;"],
  ["whole_model.pt", "wants to call torch.nn.modules.linear.Linear;", "torch.save a state_dict()"],
  ["legacy.pt", "before PyTorch 1.6", "torch.save it again"],
  ["torchscript.pt", "TorchScript", "torch.save its state_dict()"],
  ["containers_protocol2.pt", "no state dictionary", "model_state_dict"],
  ["like_the_authors.json", "neither a safetensors file nor a PyTorch zip checkpoint"],
];

for (const [name, ...message] of REFUSED) {
  Deno.test(`readCheckpointFile() refuses ${name}, naming it`, async () => {
    await assertUsageRejects(
      () => readCheckpointFile(filePath(name)),
      `${filePath(name)}: `,
      ...message,
    );
    // What calls_os_system.pt would make.
    await assertRejects(() => Deno.stat("evil"), Deno.errors.NotFound);
  });
}

const ascii = (value: string) => Uint8Array.from(value, (character) => character.charCodeAt(0));

const FOREIGN: readonly (readonly [what: string, bytes: Uint8Array, message: string])[] = [
  ["a Git LFS pointer", ascii("version https://git-lfs.github.com/spec/v1\n"), "git lfs pull"],
  ["a web page", ascii("<!DOCTYPE html>"), "a web page"],
  ["gzip", ascii("\x1f\x8b\x08\0\0\0\0\0\0\0"), "gzip"],
  ["HDF5", ascii("\x89HDF\r\n\x1a\n"), "HDF5"],
  ["a NumPy array", ascii("\x93NUMPY\x01\0"), "NumPy"],
  ["a bare pickle", ascii("\x80\x04N."), "a bare pickle"],
  ["a tar archive", ascii(`${"\0".repeat(257)}ustar\0`), "tar"],
  ["a picture", ascii("\x89PNG\r\n\x1a\n"), "neither"],
  ["an empty zip archive", zipOf([]), "without data.pkl"],
  ["nothing", new Uint8Array(), "is empty"],
];

for (const [what, bytes, message] of FOREIGN) {
  Deno.test(`readCheckpointFile() says that a file is ${what}`, async () => {
    await assertUsageRejects(() => readBytes(bytes), "some-file", message);
  });
}

Deno.test("readCheckpointFile() speaks of safetensors if the name promises it", async () => {
  const read = () => readBytes(Uint8Array.of(1, 2, 3), "weights.safetensors");
  await assertUsageRejects(read, "weights.safetensors: corrupt safetensors file", "found 3 bytes");
});

Deno.test("readCheckpointFile() refuses paths without a readable file", async () => {
  await inTemporaryFolder(async (folder) => {
    const missing = join(folder, "none.pt");
    await assertUsageRejects(() => readCheckpointFile(missing), `no file ${missing}`);
    await assertUsageRejects(() => readCheckpointFile(join(filePath("legacy.pt"), "x")), "no file");
    await assertUsageRejects(() => readCheckpointFile(folder), `${folder} is not a file`);
    await assertUsageRejects(() => readCheckpointFile("a\0b"), "cannot read a");
    const large = join(folder, "large.pt");
    await Deno.writeFile(large, new Uint8Array());
    await Deno.truncate(large, 2 ** 32 + 1);
    await assertUsageRejects(() => readCheckpointFile(large), "4294967297 bytes, more than");
  });
});

Deno.test("readCheckpointFile() refuses every truncation of a real checkpoint", async () => {
  const bytes = fileBytes("calls_eval.pt");
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "cut.pt");
    for (let length = bytes.length - 1; length >= 0; length--) {
      await Deno.writeFile(path, bytes.subarray(0, length));
      await assertUsageRejects(() => readCheckpointFile(path), path);
    }
  });
});
