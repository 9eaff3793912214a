import { assertEquals, assertLessOrEqual, assertStringIncludes } from "@std/assert";
import { FLAG_LIST } from "../../../src/cli/flag_table.ts";
import { parseFlags } from "../../../src/cli/flags.ts";
import { helpText } from "../../../src/cli/help.ts";
import { resolveSweep } from "../../../src/cli/resolve_sweep.ts";
import { EXIT } from "../../../src/spec/errors.ts";
import { fakeCatalog } from "../../support/fake_catalog.ts";

const text = helpText(fakeCatalog);

Deno.test("the help lists every flag, preset, model, data set and exit code", () => {
  for (const { name, help } of FLAG_LIST) {
    assertStringIncludes(text, `--${name}`);
    assertStringIncludes(text.replace(/\s+/g, " "), help);
  }
  for (const { name, description } of [...fakeCatalog.presets, ...fakeCatalog.models]) {
    assertStringIncludes(text, name);
    assertStringIncludes(text, description);
  }
  for (const { name, datasets } of fakeCatalog.problems) {
    for (const mentioned of [name, ...datasets]) assertStringIncludes(text, mentioned);
  }
  for (const code of Object.values(EXIT)) assertStringIncludes(text, `\n  ${code} `);
});

Deno.test("no line of the help is wider than 100 characters", () => {
  for (const line of text.split("\n")) assertLessOrEqual(line.length, 100);
});

Deno.test("every example of a flag's value can be parsed", () => {
  for (const { name, kind, example } of FLAG_LIST) {
    const args = kind === "switch" ? [`--${name}`] : [`--${name}`, example];
    assertEquals(parseFlags(args).size, 1);
  }
});

Deno.test("the examples of the help are valid command lines", () => {
  const examples = text.split("\n").filter((line) => line.startsWith("  deno task bench "));
  assertEquals(examples.length, 7);
  for (const line of examples) {
    const flags = parseFlags(line.trim().split(" ").slice(3));
    resolveSweep(new Map([...flags].filter(([name]) => name !== "config")), fakeCatalog);
  }
});
