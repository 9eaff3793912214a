import { assertEquals, assertThrows } from "@std/assert";
import { failureOptions } from "../../../src/cli/execution_flags.ts";
import type { FlagName } from "../../../src/cli/flag_table.ts";
import { BenchError } from "../../../src/spec/errors.ts";

const of = (...flags: [FlagName, string][]) =>
  failureOptions(new Map(flags.map(([name, value]) => [name, [value]])));

Deno.test("a run is tried once, without a limit, and the others go on, unless flags say otherwise", () => {
  assertEquals(of(), { retries: 0, timeout: null, failFast: false });
  assertEquals(of(["retries", "2"], ["timeout", "0.5"], ["fail-fast", "true"]), {
    retries: 2,
    timeout: 0.5,
    failFast: true,
  });
  assertEquals(of(["retries", "0"]).retries, 0);
});

Deno.test("numbers that are none are refused with exit code 2", () => {
  for (
    const flags of [
      ["retries", "-1"],
      ["retries", "1.5"],
      ["retries", "many"],
      ["timeout", "0"],
      ["timeout", "-3"],
      ["timeout", "soon"],
      ["timeout", "1e10"],
    ] as [FlagName, string][]
  ) {
    assertEquals(assertThrows(() => of(flags), BenchError, `--${flags[0]} ${flags[1]}`).code, 2);
  }
});
