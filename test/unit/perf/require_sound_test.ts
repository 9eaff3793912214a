import { assertEquals, assertThrows } from "@std/assert";
import { requireSound } from "../../../src/perf/require_sound.ts";
import { BenchError, EXIT } from "../../../src/spec/errors.ts";
import { engineOf, resultOf } from "./samples.ts";

const FUSED = engineOf("fused", [[10]]);
const OTHER = engineOf("pytorch", [[50]], { losses: [2.5, 2.4, 2.3, 2.2, 2.2] });
const FAILED = { engine: "composite", status: "failed", reason: "out of memory" } as const;
const LEFT_OUT = { engine: "plain", status: "left out", reason: "no convolutions" } as const;

Deno.test("engines that do other work are unsound, and that is said before failures", () => {
  const error = assertThrows(() => requireSound([resultOf(FUSED, FAILED, OTHER)]), BenchError);
  assertEquals(error.code, EXIT.unsound);
  assertEquals(
    error.message,
    "engines do not compute the same, so their times do not compare: small ctm: step 5 of pytorch has loss 2.2, of fused 2.1",
  );
});

Deno.test("an engine that failed leaves the record incomplete, one that is left out does not", () => {
  const error = assertThrows(
    () => requireSound([resultOf(FUSED, FAILED, LEFT_OUT)]),
    BenchError,
    "not everything was measured: composite on small ctm",
  );
  assertEquals(error.code, EXIT.incomplete);
  requireSound([resultOf(FUSED, LEFT_OUT)]);
});
