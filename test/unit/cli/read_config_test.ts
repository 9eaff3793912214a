import { join } from "node:path";
import { assertEquals, assertRejects } from "@std/assert";
import { overlay, readConfig, withoutComments } from "../../../src/cli/read_config.ts";
import { parseFlags } from "../../../src/cli/flags.ts";
import { BenchError } from "../../../src/spec/errors.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

async function read(content: string) {
  return await inTemporaryFolder(async (folder) => {
    const path = join(folder, "study.jsonc");
    await Deno.writeTextFile(path, content);
    return await readConfig(path);
  });
}

Deno.test("a file with comments and trailing commas gives the same values as flags", async () => {
  const values = await read(`{
    // a comment with "quotes", and commas,
    "seeds": 5, /* two
    lines */ "ticks": [1, 2, 4,],
    "option": ["ctm.synapseDepth=2", "lstm.width=8"],
    "out": "a//b,}",
    "quiet": true, "no-color": false,
  }`);
  assertEquals(Object.fromEntries(values), {
    seeds: ["5"],
    ticks: ["1,2,4"],
    option: ["ctm.synapseDepth=2", "lstm.width=8"],
    out: ["a//b,}"],
    quiet: ["true"],
  });
});

Deno.test("flags override the file", async () => {
  const values = overlay(await read('{ "seeds": 5, "ticks": 4 }'), parseFlags(["--seeds", "3"]));
  assertEquals(Object.fromEntries(values), { seeds: ["3"], ticks: ["4"] });
});

Deno.test("a file that no flag explains is refused in one line", async () => {
  const cases = [
    { content: '{ "sedes": 5 }', says: 'unknown key "sedes"; did you mean seeds?' },
    { content: '{ "dry-run": true }', says: 'unknown key "dry-run"' },
    { content: '{ "seeds": null }', says: '"seeds" must be' },
    { content: '{ "quiet": "yes" }', says: '"quiet" must be true or false' },
    { content: "[1]", says: "expected an object" },
    { content: "{", says: "not JSON with comments" },
  ];
  for (const { content, says } of cases) {
    const error = await assertRejects(() => read(content), BenchError, says);
    assertEquals(error.code, 2);
  }
  await assertRejects(() => readConfig("no/such/file.jsonc"), BenchError, "cannot be read");
});

Deno.test("texts that look like comments or trailing commas stay as they are", () => {
  const text = String.raw`{"a": "// no \" /* comment */ ,}"}`;
  assertEquals(withoutComments(text), text);
});
