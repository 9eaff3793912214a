import { assertEquals } from "@std/assert";
import { FLAG_LIST, type FlagName } from "../../../src/cli/flag_table.ts";
import { RECORDED_FLAGS, recordedFlags } from "../../../src/cli/recorded_flags.ts";

Deno.test("values of flags that may hold a path are left out of the record", () => {
  const values = new Map<FlagName, string[]>([
    ["seeds", ["5"]],
    ["kernels", ["reproducible"]],
    ["option", ["ctm.synapseDepth=4", "data.length=8"]],
    ["out", ["/home/alice/secret"]],
    ["data-dir", ["/home/alice/data"]],
    ["fail-fast", ["true"]],
  ]);
  assertEquals(recordedFlags(values), {
    seeds: ["5"],
    kernels: ["reproducible"],
    option: ["ctm.synapseDepth=4", "data.length=8"],
    out: ["(given)"],
    "data-dir": ["(given)"],
    "fail-fast": ["true"],
  });
});

Deno.test("no flag whose example is a place is recorded", () => {
  const places = FLAG_LIST.filter(({ example }) => /DIR|FILE|\.jsonc?$|\//.test(example));
  assertEquals(places.length >= 3, true);
  assertEquals(places.filter(({ name }) => RECORDED_FLAGS.includes(name)), []);
});
