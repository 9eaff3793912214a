import { assertEquals } from "@std/assert";
import { GOALS } from "../../../src/perf/goals.ts";
import {
  goalLines,
  resultLines,
  scalingLines,
  shortNumber,
} from "../../../src/perf/result_text.ts";
import { goalResults } from "../../../src/perf/summary.ts";
import { engineOf, resultOf } from "./samples.ts";

const MIB = 2 ** 20;
const SECTIONS = {
  sections: [
    { name: "synchronisation", milliseconds: 0.5, flops: 0, calls: 10 },
    { name: "synapses", milliseconds: 2, flops: 8e7, calls: 10 },
  ],
  stepMilliseconds: 4,
};
const FUSED = engineOf("fused", [[10], [12]], {
  memory: { peakBytes: 40 * MIB, backendBytes: 32 * MIB },
  sections: SECTIONS,
});
const RESULT = resultOf(
  FUSED,
  engineOf("pytorch", [[50], [66]], { mib: 100 }),
  { engine: "plain", status: "failed", reason: "out of memory" },
);

Deno.test("a result is a table of engines, with ratios to the fused kernels, then of sections", () => {
  assertEquals(resultLines(RESULT, 50e9), [
    "small ctm: batch 64, 89,484 parameters",
    "  engine   CPU ms  wall ms  x fused  rounds      peak MiB     x  wasm MiB",
    "  fused      11.0     22.0                           40.0            32.0",
    "  pytorch    58.0      116     5.27  5.00..5.50       100  2.50",
    "  plain failed: out of memory",
    "",
    "  section of fused    ms  of a step  GFLOP/s  of the peak",
    // 8e7 operations in 2 ms are 40 GFLOP/s of 50.
    "  synapses          2.00     50.0 %     40.0         80 %",
    "  synchronisation   0.50     12.5 %",
    "  everything else   1.50     37.5 %",
    "",
  ]);
});

Deno.test("goals stand beside what was measured", () => {
  const lines = goalLines(goalResults([RESULT]), GOALS);
  assertEquals(lines, [
    "goal                                                         measured  met",
    "small ctm: pytorch takes at least 5 times the time of fused      5.27  yes",
    `${GOALS.length - 1} further goals were not measured`,
    "",
  ]);
  assertEquals(goalLines([], GOALS), []);
});

Deno.test("curves are rows of times", () => {
  const scaling = [10, 20].map((value) => ({
    quantity: "T" as const,
    value,
    result: resultOf(engineOf("fused", [[value]]), {
      engine: "composite",
      status: "failed",
      reason: "out of memory",
    }),
  }));
  assertEquals(scalingLines({ scaling }), [
    "CPU ms of a step of the small CTM with one quantity changed",
    "  quantity  fused  composite",
    "  T = 10     10.0     failed",
    "  T = 20     20.0     failed",
    "",
  ]);
  assertEquals(scalingLines({ scaling: [] }), []);
});

Deno.test("numbers have three digits or more", () => {
  assertEquals([0.123, 9.99, 9.996, 12.34, 99.96, 1234.5].map(shortNumber), [
    "0.12",
    "9.99",
    "10.0",
    "12.3",
    "100",
    "1235",
  ]);
});
