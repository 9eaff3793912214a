import { assertEquals, assertStringIncludes } from "@std/assert";
import { parseFlags } from "../../../src/cli/flags.ts";
import { makePlan } from "../../../src/cli/make_plan.ts";
import { planText } from "../../../src/cli/plan_text.ts";
import { resolveSweep } from "../../../src/cli/resolve_sweep.ts";
import type { SweepSpec } from "../../../src/spec/sweep_spec.ts";
import { fakeCatalog, fakeData } from "../../support/fake_catalog.ts";

function text(args: string[], change: Partial<SweepSpec> = {}) {
  const sweep = { ...resolveSweep(parseFlags(args), fakeCatalog), ...change };
  return planText(makePlan(sweep, fakeCatalog, {
    data: fakeData,
    backend: { name: "wasm", reason: "auto: no GPU" },
    code: "c",
  }));
}

Deno.test("the plan shows every trial with its sizes in aligned columns", () => {
  const lines = text(["--match", "none", "--seeds", "5"]);
  assertEquals(lines.slice(2, 6), [
    "trial  role       parameters  ratio  FLOPs/example  ratio  matched",
    "ctm    reference       6,784  1.000          109 k  1.000",
    "lstm   baseline        1,600  0.236         25.6 k  0.236",
    "cnn    baseline          464  0.068         32.0 k  0.295",
  ]);
});

Deno.test("the plan states budget, backend, reference cell, equal recipe and missing tuning", () => {
  const all = text(["--ticks", "2,4", "--seeds", "3"]).join("\n");
  for (
    const part of [
      "12 = 4 trials × 3 seeds",
      "examples=640 for every run",
      "wasm (auto: no GPU)",
      "fused (the default on wasm)",
      "ctm ticks=4, fixed before the first run (ticks of 2, 4); the verdict is about it",
      "within 2 % of the reference in parameters",
      "none: every model gets the same recipe",
      "none: no model's hyperparameters were searched",
    ]
  ) {
    assertStringIncludes(all, part);
  }
});

Deno.test("the plan says what replicas make of a batch", () => {
  assertStringIncludes(text(["--batch-size", "32"]).join("\n"), "batches of 32\n");
  assertStringIncludes(
    text(["--batch-size", "32", "--data-parallel", "2"]).join("\n"),
    "batches of 32, shared by 2 replicas that normalise 16 examples each\n",
  );
});

Deno.test("kernels that were asked for are said to be so", () => {
  const all = text(["--kernels", "reproducible"]).join("\n");
  assertStringIncludes(all, "reproducible (asked for)");
});

Deno.test("a recipe difference is printed with its reason", () => {
  const optimiser = { name: "sgd", options: { learningRate: 0.1 } };
  const all = text([], { recipeDifferences: { cnn: { optimiser, reason: "as published" } } });
  assertStringIncludes(all.join("\n"), "cnn: optimiser sgd (learningRate=0.1) (as published)");
});
