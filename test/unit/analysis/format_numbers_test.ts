import { assertEquals } from "@std/assert";
import { formatCount, formatP, formatPoints } from "../../../src/analysis/format_numbers.ts";

Deno.test("formatPoints() signs percentage points with a true minus", () => {
  assertEquals(formatPoints(0.012), "+1.20");
  assertEquals(formatPoints(-0.0022), "\u22120.22");
  assertEquals(formatPoints(-0.00001), "\u22120.00");
  assertEquals(formatPoints(0), "0.00");
  assertEquals(formatPoints(0.012, 1), "+1.2");
});

Deno.test("formatP() keeps the digits that matter", () => {
  assertEquals(formatP(9.26e-7), "9.3e-7");
  assertEquals(formatP(0.0262482), "0.0262");
  assertEquals(formatP(0.00477), "0.00477");
  assertEquals(formatP(0.119937507), "0.120");
  assertEquals(formatP(1), "1.00");
  assertEquals(formatP(0), "0");
});

Deno.test("formatCount() groups thousands", () => {
  assertEquals(formatCount(10_000), "10,000");
  assertEquals(formatCount(640), "640");
  assertEquals(formatCount(-1234), "\u22121,234");
});
