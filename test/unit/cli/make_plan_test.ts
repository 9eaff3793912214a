import {
  assertEquals,
  assertLessOrEqual,
  assertMatch,
  assertNotEquals,
  assertThrows,
} from "@std/assert";
import { parseFlags } from "../../../src/cli/flags.ts";
import { makePlan, type PlanContext } from "../../../src/cli/make_plan.ts";
import { resolveSweep } from "../../../src/cli/resolve_sweep.ts";
import { BenchError } from "../../../src/spec/errors.ts";
import { runSpecSchema } from "../../../src/spec/run_spec.ts";
import { fakeCatalog, fakeData } from "../../support/fake_catalog.ts";

const context: PlanContext = {
  data: fakeData,
  backend: { name: "wasm", reason: "asked for" },
  code: "c",
};

function plan(args: string[], change: Partial<PlanContext> = {}) {
  const sweep = resolveSweep(parseFlags(args), fakeCatalog);
  return makePlan(sweep, fakeCatalog, { ...context, ...change });
}

function ids(args: string[], change: Partial<PlanContext> = {}) {
  return plan(args, change).runs.map((run) => run.id);
}

const GRID = ["--ticks", "1,2,4,8", "--sync", "16..64:x2", "--seeds", "3"];

Deno.test("a grid of 4 ticks and 3 synchronisations has 12 CTM cells; baselines come once", () => {
  const { trials, runs } = plan(GRID);
  const ofRole = (role: string) => trials.filter((trial) => trial.role === role);
  assertEquals(ofRole("reference").map((trial) => trial.label), ["ctm ticks=8 sync=32"]);
  assertEquals(ofRole("baseline").map((trial) => trial.label), ["lstm", "cnn"]);
  assertEquals(ofRole("sweep").length, 11);
  assertEquals(ofRole("sweep")[0]!.cell, {
    ticks: 1,
    outputPairs: 16,
    actionPairs: 16,
    memoryLength: 5,
    neurons: 64,
  });
  assertEquals(new Set(trials.map((trial) => trial.label)).size, 14);
  assertEquals(runs.length, 14 * 3);
  assertEquals(new Set(runs.map((run) => run.id)).size, 14 * 3);
  for (const { spec } of runs) assertEquals(runSpecSchema.parse(spec), spec);
});

Deno.test("within a seed the compared trials come first, their order alternating with seeds", () => {
  const { trials, runs } = plan(["--ticks", "4,8", "--seeds", "3"]);
  const order = runs.map((run) => `${trials[run.trial]!.label}/${run.spec.seed}`);
  assertEquals(order, [
    ...["ctm ticks=8/1", "lstm/1", "cnn/1", "ctm ticks=4/1"],
    ...["cnn/2", "lstm/2", "ctm ticks=8/2", "ctm ticks=4/2"],
    ...["ctm ticks=8/3", "lstm/3", "cnn/3", "ctm ticks=4/3"],
  ]);
});

Deno.test("run ids are stable, and changed by seed, code, data, backend and options", () => {
  const [base] = ids(["--seeds", "1"]);
  assertMatch(base!, /^[0-9a-f]{16}$/);
  assertEquals(ids(["--seeds", "1"])[0], base);
  assertEquals(ids(["--seeds", "1,2", "--alpha", "0.1"])[0], base);
  const changed = [
    ids(["--seeds", "2..2"])[0],
    ids(["--seeds", "1"], { code: "other" })[0],
    ids(["--seeds", "1"], { data: { ...fakeData, sha256: "e" } })[0],
    ids(["--seeds", "1"], { backend: { name: "cpu", reason: "" } })[0],
    ids(["--seeds", "1", "--option", "ctm.synapseDepth=2"])[0],
    ids(["--seeds", "1", "--budget", "steps=7"])[0],
  ];
  assertEquals(new Set([base, ...changed]).size, changed.length + 1);
});

Deno.test("every run names its kernels: the default of the backend, or those asked for", () => {
  const kernels = (
    args: string[],
    name: "wasm" | "webgpu" = "wasm",
  ) => [
    ...new Set(plan(args, { backend: { name, reason: "" } }).runs.map((run) => run.spec.kernels)),
  ];
  assertEquals(kernels([]), ["fused"]);
  assertEquals(kernels([], "webgpu"), ["composite"]);
  assertEquals(kernels(["--kernels", "reproducible"]), ["reproducible"]);
  const auto = ["--backend", "auto", "--kernels", "fused"];
  const error = assertThrows(() => kernels(auto, "webgpu"), BenchError, "add --backend wasm");
  assertEquals(error.code, 2);
  assertNotEquals(ids([]), ids(["--kernels", "composite"]));
  assertEquals(ids([]), ids(["--kernels", "fused"]));
});

Deno.test("the reason for a backend is not part of a run's identity", () => {
  assertEquals(ids([]), ids([], { backend: { name: "wasm", reason: "another reason" } }));
});

Deno.test("baselines are matched to the reference within 2 %, on parameters or FLOPs", () => {
  for (const [match, ratio] of [["params", "parameterRatio"], ["flops", "flopRatio"]] as const) {
    const { trials, runs } = plan(["--match", match]);
    for (const [index, trial] of trials.entries()) {
      assertLessOrEqual(Math.abs(trial[ratio] - 1), 0.02);
      if (trial.role !== "baseline") continue;
      const width = runs.find((run) => run.trial === index)!.spec.model.options["width"];
      assertEquals(trial.matched, `width=${width}`);
    }
  }
});

Deno.test("without matching the sizes stay and both ratios are reported", () => {
  const [reference, lstm, cnn] = plan(["--match", "none"]).trials;
  // 64 (5 + 100) + 64 = 6784, 32 * 18 + 32 * 32 = 1600, 16 * 29 = 464
  assertEquals([reference!.parameters, lstm!.parameters, cnn!.parameters], [6784, 1600, 464]);
  assertEquals(lstm!.parameterRatio, 1600 / 6784);
  assertEquals(cnn!.flopRatio, 32000 / (2 * 6784 * 8));
  assertEquals([lstm!.matched, cnn!.matched], ["", ""]);
});

Deno.test("a baseline that cannot be matched ends with exit code 7 and a way on", () => {
  const error = assertThrows(
    () => plan(["--option", "ctm.neurons=1"]),
    BenchError,
    "--match none",
  );
  assertEquals(error.code, 7);
  assertEquals(error.message.startsWith("lstm cannot be matched to ctm within 2 %"), true);
  assertEquals(plan(["--option", "ctm.neurons=1", "--match", "none"]).trials.length, 3);
});

Deno.test("a cell that the model refuses is named", () => {
  const error = assertThrows(
    () => plan(["--neurons", "8,64", "--sync", "32,128", "--match", "none"]),
    BenchError,
    "the cell ctm sync=128 neurons=8: ctm: more than 64 pairs need at least 16 neurons",
  );
  assertEquals(error.code, 2);
});

Deno.test("a study without the CTM has baselines only and matches nothing", () => {
  const { trials } = plan(["--models", "lstm,cnn"]);
  assertEquals(trials.map(({ role, parameterRatio, matched }) => [role, parameterRatio, matched]), [
    ["baseline", 1, ""],
    ["baseline", 1, ""],
  ]);
});

Deno.test("replicas reach every run, and are no part of the runs of one", () => {
  const alone = plan(["--batch-size", "32"]);
  const split = plan(["--batch-size", "32", "--data-parallel", "2"]);
  for (const [index, { id, spec }] of split.runs.entries()) {
    const { id: other, spec: whole } = alone.runs[index]!;
    assertEquals("dataParallel" in whole, false);
    assertEquals(spec, { ...whole, dataParallel: 2 });
    assertNotEquals(id, other);
  }
});

Deno.test("a backend that the machine chose is refused too, if it has no replicas", () => {
  const sweep = resolveSweep(
    parseFlags(["--batch-size", "32", "--data-parallel", "2"]),
    fakeCatalog,
  );
  const webgpu = { ...context, backend: { name: "webgpu", reason: "auto" } } as const;
  const error = assertThrows(
    () => makePlan(sweep, fakeCatalog, webgpu),
    BenchError,
    "the backend is webgpu",
  );
  assertEquals(error.code, 2);
});

Deno.test("a declared recipe difference reaches the runs of its model only", () => {
  const sweep = resolveSweep(parseFlags([]), fakeCatalog);
  const optimiser = { name: "sgd", options: { learningRate: 0.1 } };
  const { runs } = makePlan(
    { ...sweep, recipeDifferences: { cnn: { optimiser, reason: "a test" } } },
    fakeCatalog,
    context,
  );
  for (const { spec } of runs) {
    if (spec.model.name === "cnn") assertEquals(spec.optimiser, optimiser);
    else assertNotEquals(spec.optimiser, optimiser);
  }
});
