import { assertEquals, assertThrows } from "@std/assert";
import {
  BACKENDS,
  BenchError,
  canonicalJson,
  EXIT,
  KERNEL_SETS,
  kernelsOf,
  plannedKernels,
  resolveKernels,
  runSpecSchema,
  sweepSpecSchema,
} from "../../../src/spec/mod.ts";
import { exampleRunSpec, exampleSweep } from "../../support/study_fixture.ts";

Deno.test("wasm has every set and computes with fused kernels, the others are composite only", () => {
  assertEquals(
    BACKENDS.map((backend) => resolveKernels("auto", backend)),
    ["composite", "composite", "fused", "composite"],
  );
  for (const set of KERNEL_SETS) assertEquals(resolveKernels(set, "wasm"), set);
  assertEquals(resolveKernels("composite", "webgpu"), "composite");
  for (const backend of ["tensorflow", "webgpu", "cpu"] as const) {
    const error = assertThrows(() => resolveKernels("reproducible", backend), BenchError);
    assertEquals([error.code, error.message], [
      EXIT.usage,
      `--kernels reproducible: the ${backend} backend has only composite; leave --kernels out, or add --backend wasm`,
    ]);
  }
});

Deno.test("a plan is computed with its study's kernels, resolved for its backend", () => {
  const planned = (kernels: "auto" | "reproducible" | undefined, name: "cpu" | "wasm") =>
    plannedKernels({ sweep: { kernels }, backend: { name } });
  assertEquals(planned("auto", "wasm"), "fused");
  assertEquals(planned("auto", "cpu"), "composite");
  assertEquals(planned("reproducible", "wasm"), "reproducible");
  assertEquals(planned(undefined, "wasm"), "composite");
});

Deno.test("a specification of an earlier version means composite, and its hash stays", () => {
  const { kernels: _, ...run } = exampleRunSpec();
  const { kernels: __, ...sweep } = exampleSweep();
  const [readRun, readSweep] = [runSpecSchema.parse(run), sweepSpecSchema.parse(sweep)];
  assertEquals([kernelsOf(readRun), kernelsOf(readSweep)], ["composite", "composite"]);
  assertEquals(canonicalJson(readRun), canonicalJson(run));
  assertEquals(canonicalJson(readSweep), canonicalJson(sweep));
  assertEquals(runSpecSchema.safeParse({ ...run, kernels: "auto" }).success, false);
});
