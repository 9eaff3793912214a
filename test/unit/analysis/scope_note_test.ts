import { assertEquals } from "@std/assert";
import type { Verdict } from "../../../src/analysis/comparison.ts";
import { scopeEstimate } from "../../../src/analysis/scope_estimate.ts";
import { scopeNote, type ScopeVerdict } from "../../../src/analysis/scope_note.ts";

function scope(standardError: number, degreesOfFreedom: number, verdict: Verdict): ScopeVerdict {
  const criteria = { alpha: 0.05, comparisons: 1, margin: 0.01 };
  const estimate = { mean: 0.02, standardError, degreesOfFreedom };
  return { estimate: scopeEstimate("population", estimate, criteria), verdict };
}

Deno.test("scopeNote() is silent where the scopes agree", () => {
  assertEquals(scopeNote(scope(0.02, 9, "leads"), scope(0.01, 9, "leads")), null);
});

Deno.test("scopeNote() blames the images where they widen the interval", () => {
  assertEquals(
    scopeNote(scope(0.02, 9, "inconclusive"), scope(0.001, 9, "leads")),
    "inconclusive for new examples, but leads for these very examples: the noise of the test examples makes the difference",
  );
});

Deno.test("scopeNote() blames the seeds where their few degrees of freedom widen the interval", () => {
  assertEquals(
    scopeNote(scope(0.0079, 30, "leads"), scope(0.0078, 4, "inconclusive")),
    "leads for new examples, but inconclusive for these very examples: the noise between seeds makes the difference",
  );
});
