import { assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { SCENARIOS, selfTest } from "../../../src/analysis/self_test.ts";
import { selftest } from "../../../src/cli/selftest.ts";
import { BenchError } from "../../../src/spec/errors.ts";

/** The task with a comparison that always gives the same verdict. */
function printed(verdict: "leads" | "inconclusive", ...args: string[]): string[] {
  const lines: string[] = [];
  selftest(args, {
    print: (line) => lines.push(line),
    run: (options) =>
      selfTest({
        ...options,
        compare: () => ({ verdict, look: null }),
        scenarios: SCENARIOS.slice(0, 2),
      }),
  });
  return lines;
}

Deno.test("selftest prints rates with intervals and bounds", () => {
  const lines = printed("inconclusive", "--studies", "20");
  assertEquals(lines.at(-1), "all bounds hold");
  assertMatch(
    lines[1]!,
    /^no difference +leads or trails +20 +0\.00 % +\[0\.00 %, 16\.11 %\] +at most 15\.00 % +yes$/,
  );
  assertMatch(lines[2]!, /^difference at the margin +matches/);
});

Deno.test("a broken bound is exit code 6", () => {
  const error = assertThrows(() => printed("leads", "--studies", "20"), BenchError);
  assertEquals(error.code, 6);
  assertStringIncludes(error.message, "no difference: 100.00 %, at most 15.00 %");
  assertEquals(error.message.includes("margin"), false);
});

Deno.test("selftest refuses wrong flags and has a help", () => {
  const refused = (...args: string[]) =>
    assertEquals(assertThrows(() => printed("leads", ...args), BenchError).code, 2);
  refused("--studies", "0");
  refused("--seed", "x");
  refused("--seed", "4294967296");
  refused("extra");
  assertStringIncludes(printed("leads", "--help").join(), "Exit codes");
});
