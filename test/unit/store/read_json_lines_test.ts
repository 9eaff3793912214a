import { assertEquals, assertRejects } from "@std/assert";
import { join } from "node:path";
import { BenchError, lossBits, type TrailRow } from "../../../src/spec/mod.ts";
import { readCurve } from "../../../src/store/read_run.ts";
import { readTrail } from "../../../src/store/read_trail.ts";
import { exampleCurvePoint } from "../../support/study_fixture.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

const POINTS = [0.25, 0.5, 1].map(exampleCurvePoint);

const ROWS: readonly TrailRow[] = [
  { kind: "losses", first: 1, bits: lossBits([2.5]) },
  { kind: "losses", first: 2, bits: lossBits([2.25, 2]) },
  { kind: "parameters", step: 3, sha256: "0a".repeat(32) },
  { kind: "losses", first: 4, bits: lossBits([1.5, NaN]) },
];

const asLines = (values: readonly unknown[]) =>
  values.map((value) => JSON.stringify(value) + "\n").join("");

Deno.test("a curve that was cut anywhere has the points that are whole, and no other", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "curve.jsonl");
    const bytes = new TextEncoder().encode(asLines(POINTS));
    for (let length = 0; length <= bytes.length; length++) {
      await Deno.writeFile(path, bytes.subarray(0, length));
      assertEquals(await readCurve(path), POINTS.slice(0, wholeLines(bytes, length)));
    }
  });
});

Deno.test("a trail that was cut anywhere has the rows that are whole, and no other", async () => {
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, "trail.jsonl");
    const bytes = new TextEncoder().encode(asLines(ROWS));
    // What is known with the first 0, 1, ... rows: losses, digests.
    const known = [[0, 0], [1, 0], [3, 0], [3, 1], [5, 1]];
    for (let length = 0; length <= bytes.length; length++) {
      await Deno.writeFile(path, bytes.subarray(0, length));
      const { losses, parameters } = await readTrail(folder);
      assertEquals([losses.size, parameters.size], known[wholeLines(bytes, length)]);
    }
    const { losses, parameters } = await readTrail(folder);
    assertEquals([...losses], [[1, 2.5], [2, 2.25], [3, 2], [4, 1.5], [5, NaN]]);
    assertEquals([...parameters.keys()], [3]);
  });
});

/** Lines of which nothing is missing but, at most, the line's end. */
function wholeLines(bytes: Uint8Array, length: number): number {
  const text = new TextDecoder().decode(bytes.subarray(0, length));
  const ended = text.split("\n").length - 1;
  const isEnd = bytes[length] === "\n".charCodeAt(0);
  return ended + (isEnd ? 1 : 0);
}

Deno.test("a corrupt line before the last one is an error that names it", async () => {
  await inTemporaryFolder(async (folder) => {
    for (const [name, values] of [["curve.jsonl", POINTS], ["trail.jsonl", ROWS]] as const) {
      const [first, ...rest] = asLines(values).split("\n");
      const path = join(folder, name);
      await Deno.writeTextFile(path, [first!.slice(0, -3), ...rest].join("\n"));
      const read = name === "curve.jsonl" ? () => readCurve(path) : () => readTrail(folder);
      await assertRejects(read, BenchError, "line 1 is not");
    }
  });
});

Deno.test("files that are not there are empty", async () => {
  await inTemporaryFolder(async (folder) => {
    assertEquals(await readCurve(join(folder, "curve.jsonl")), []);
    assertEquals((await readTrail(folder)).losses.size, 0);
  });
});
