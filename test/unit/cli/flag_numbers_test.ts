import { assertEquals, assertThrows } from "@std/assert";
import {
  parseCount,
  parseLooks,
  parseMargin,
  parseNumber,
  parseSeeds,
} from "../../../src/cli/flag_numbers.ts";
import { BenchError } from "../../../src/spec/errors.ts";

Deno.test("--seeds N means the seeds 1 to N; lists and ranges are the seeds themselves", () => {
  assertEquals(parseSeeds("3"), [1, 2, 3]);
  assertEquals(parseSeeds("3,7,11"), [3, 7, 11]);
  assertEquals(parseSeeds("4..6"), [4, 5, 6]);
  assertEquals(parseSeeds("7..7"), [7]);
  for (const text of ["0", "-1", "0,1", "3,3", "1.5", "", "5..1", "2147483648,1"]) {
    assertThrows(() => parseSeeds(text), BenchError, "--seeds");
  }
});

Deno.test("--looks rise to the number of seeds and start where a verdict can be given", () => {
  assertEquals(parseLooks("10,20", 20), [10, 20]);
  assertEquals(parseLooks("5..20:5", 20), [5, 10, 15, 20]);
  const refused = (text: string, says: string) =>
    assertThrows(() => parseLooks(text, 20), BenchError, says);
  refused("20,10", "10 comes after a larger number");
  refused("4,20", "at least 5 seeds");
  refused("10", "the last look must be at all 20 seeds");
  refused("10,30", "the last look must be at all 20 seeds");
  refused("ten", "--looks");
});

Deno.test("--margin is in percentage points", () => {
  assertEquals(parseMargin("1.0pp"), 0.01);
  assertEquals(parseMargin("0.7pp"), 0.007);
  assertEquals(parseMargin(".25pp"), 0.0025);
  assertEquals(parseMargin("auto"), "auto");
  for (const text of ["1", "0.01", "0pp", "100pp", "1 pp", "1%", "-1pp"]) {
    assertThrows(() => parseMargin(text), BenchError, "percentage points");
  }
});

Deno.test("counts and numbers out of range are refused with the range", () => {
  assertEquals(parseCount("jobs", "12"), 12);
  for (const text of ["0", "-1", "1.5", "1e3", "x", "99999999999999999999"]) {
    assertThrows(() => parseCount("jobs", text), BenchError, "--jobs");
  }
  const range = { above: 0, below: 0.5 };
  assertEquals(parseNumber("alpha", "0.05", range), 0.05);
  for (const text of ["0", "0.5", "x", " ", "NaN"]) {
    assertThrows(() => parseNumber("alpha", text, range), BenchError, "between 0 and 0.5");
  }
  assertThrows(
    () => parseNumber("learning-rate", "Infinity", { above: 0, below: Infinity }),
    BenchError,
    "above 0",
  );
});
