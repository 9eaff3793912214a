import { assertEquals } from "@std/assert";
import { openPyTorchZip } from "../../../src/checkpoint/pytorch_zip.ts";
import { readStoredZip } from "../../../src/checkpoint/stored_zip.ts";
import { assertUsageThrows } from "../datasets/small_data.ts";
import { fileBytes } from "./files.ts";
import { torchZip, zipOf } from "./zip_bytes.ts";

const data = Uint8Array.of(1, 2, 3);
const more = Uint8Array.of(4, 5);

for (const zip64 of [false, true]) {
  const kind = zip64 ? "zip64" : "zip";
  Deno.test(`readStoredZip() reads the entries of a ${kind} archive, also from a view`, () => {
    const bytes = zipOf([
      { name: "a/größe", data, flags: 0x808 },
      { name: "empty", data: new Uint8Array() },
      { name: "b", data: more },
    ], zip64);
    const shared = Uint8Array.of(9, ...bytes, 9);
    assertEquals(
      readStoredZip(shared.subarray(1, -1)),
      new Map([["a/größe", data], ["empty", new Uint8Array()], ["b", more]]),
    );
  });

  Deno.test(`readStoredZip() refuses every truncation and extension of a ${kind} archive`, () => {
    const bytes = zipOf([{ name: "a", data }, { name: "b", data: more }], zip64);
    for (let length = 0; length < bytes.length; length++) {
      assertUsageThrows(() => readStoredZip(bytes.subarray(0, length)), "cut short");
      assertUsageThrows(() => readStoredZip(bytes.subarray(bytes.length - length)), "");
    }
    assertUsageThrows(() => readStoredZip(Uint8Array.of(...bytes, 0)), "cut short");
    assertUsageThrows(() => readStoredZip(Uint8Array.of(0, ...bytes)), "");
  });
}

Deno.test("readStoredZip() reads the archive of torch.save", () => {
  const entries = readStoredZip(fileBytes("every_type_protocol2.pt"));
  assertEquals(entries.get("every_type_protocol2/version"), new TextEncoder().encode("3\n"));
  assertEquals(entries.size, 16 + 2, "a storage per tensor, the pickle and the version");
});

const REFUSED: readonly (readonly [what: string, bytes: Uint8Array, ...message: string[]])[] = [
  ["compressed entries", zipOf([{ name: "a", data, method: 8 }]), "entry a", "(method 8)"],
  ["encrypted entries", zipOf([{ name: "a", data, flags: 1 }]), "entry a", "encrypted"],
  ["a wrong CRC-32", zipOf([{ name: "a", data, crc: 1 }]), "entry a fails its CRC-32"],
  ["two sizes", zipOf([{ name: "a", data, size: 2 }]), "two different sizes"],
  [
    "an entry that reaches into the directory",
    zipOf([{ name: "a", data, size: 4, compressedSize: 4 }]),
    "entry a reaches into the directory",
  ],
  ["a name twice", zipOf([{ name: "a", data }, { name: "a", data }]), "holds a twice"],
  ["another local name", zipOf([{ name: "a", localName: "b", data }]), "another name"],
  ["no local header", zipOf([{ name: "a", data, start: 1 }]), "entry a has no header"],
  ["an entry outside", zipOf([{ name: "a", data, start: 1e6 }]), "outside the file"],
  [
    "entries on top of each other",
    zipOf([{ name: "a", data }, { name: "a", localName: "c", data, start: 0 }]),
    "twice",
  ],
  ...["../a", "a/../../b", "/etc/passwd", "a\\b", "./a", "a\0"].map((name) =>
    [
      `the path ${JSON.stringify(name)}`,
      zipOf([{ name, data }]),
      "refused: the zip archive has an entry called",
    ] as const
  ),
];

for (const [what, bytes, ...message] of REFUSED) {
  Deno.test(`readStoredZip() refuses ${what}`, () => {
    assertUsageThrows(() => readStoredZip(bytes), ...message);
  });
}

Deno.test("readStoredZip() refuses entries that overlap", () => {
  // The second header lies inside the first entry's data.
  const inner = zipOf([{ name: "b", data }]);
  const bytes = zipOf([{ name: "a", data: inner }, { name: "b", data, start: 30 + 1 + 4 }]);
  assertUsageThrows(() => readStoredZip(bytes), "entry b overlaps another");
});

Deno.test("readStoredZip() refuses every flip of a bit in an entry's data", () => {
  const bytes = zipOf([{ name: "a", data }]);
  const start = bytes.findIndex((_, i) => data.every((byte, k) => bytes[i + k] === byte));
  for (let bit = 0; bit < 8 * data.length; bit++) {
    const flipped = bytes.slice();
    flipped[start + (bit >> 3)]! ^= 1 << (bit & 7);
    assertUsageThrows(() => readStoredZip(flipped), "CRC-32");
  }
});

Deno.test("readStoredZip() refuses an archive in parts and a directory outside", () => {
  const bytes = zipOf([{ name: "a", data }]);
  const end = bytes.length - 22;
  const change = (offset: number) => {
    const changed = bytes.slice();
    changed[end + offset] = 200;
    return changed;
  };
  assertUsageThrows(() => readStoredZip(change(4)), "one part of several");
  assertUsageThrows(() => readStoredZip(change(10)), "is cut short");
  assertUsageThrows(() => readStoredZip(change(12)), "outside the file");
  assertUsageThrows(() => readStoredZip(change(16)), "outside the file");
});

Deno.test("openPyTorchZip() finds pickle and storages, whatever else is there", () => {
  const encode = (value: string) => new TextEncoder().encode(value);
  // As PyTorch 2.x writes it.
  const { pickle, storages } = openPyTorchZip(zipOf([
    { name: "model/data.pkl", data },
    { name: "model/.format_version", data: encode("1") },
    { name: "model/.storage_alignment", data: encode("64") },
    { name: "model/byteorder", data: encode("little") },
    { name: "model/data/0", data: more },
    { name: "model/version", data: encode("3\n") },
    { name: "model/.data/serialization_id", data: encode("1") },
  ]));
  assertEquals([pickle, storages], [data, new Map([["0", more]])]);
});

Deno.test("openPyTorchZip() refuses other archives and big-endian storages", () => {
  assertUsageThrows(() => openPyTorchZip(zipOf([])), "without data.pkl");
  assertUsageThrows(() => openPyTorchZip(zipOf([{ name: "a.npy", data }])), "without data.pkl");
  assertUsageThrows(() => openPyTorchZip(zipOf([{ name: "a/b/data.pkl", data }])), "without");
  const twice = zipOf([{ name: "a/data.pkl", data }, { name: "b/data.pkl", data }]);
  assertUsageThrows(() => openPyTorchZip(twice), "two data.pkl");
  const big = zipOf([
    { name: "a/data.pkl", data },
    { name: "a/byteorder", data: new TextEncoder().encode("big") },
  ]);
  assertUsageThrows(() => openPyTorchZip(big), "big-endian");
  assertEquals(openPyTorchZip(torchZip(data, { "7": more })).storages, new Map([["7", more]]));
});
