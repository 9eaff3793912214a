import { assertEquals, assertMatch, assertNotEquals, assertThrows } from "@std/assert";
import { parseFlags } from "../../../src/cli/flags.ts";
import { resolveSweep } from "../../../src/cli/resolve_sweep.ts";
import { BenchError } from "../../../src/spec/errors.ts";
import { fakeCatalog } from "../../support/fake_catalog.ts";
import { exampleSweep } from "../../support/study_fixture.ts";

function resolve(...args: string[]) {
  return resolveSweep(parseFlags(args), fakeCatalog);
}

function refused(args: string[], says: string) {
  const error = assertThrows(() => resolve(...args), BenchError, says);
  assertEquals(error.code, 2);
  assertEquals(error.message.includes("\n"), false);
}

Deno.test("without flags the study is the first preset", () => {
  assertEquals(resolve(), exampleSweep());
});

Deno.test("flags change exactly what they name", () => {
  const sweep = resolve(
    ...["--seeds", "3,7", "--budget", "steps=50", "--batch-size", "16", "--match", "flops"],
    ...["--margin", "0.5pp", "--alpha", "0.1", "--learning-rate", "0.01", "--backend", "cpu"],
  );
  assertEquals(
    sweep,
    exampleSweep({
      name: sweep.name,
      seeds: [3, 7],
      budget: { kind: "steps", steps: 50 },
      batchSize: 16,
      match: "flops",
      margin: 0.005,
      alpha: 0.1,
      optimiser: { name: "adam", options: { learningRate: 0.01 } },
      backend: "cpu",
    }),
  );
});

Deno.test("kernels are the backend's default unless they are asked for", () => {
  assertEquals(resolve().kernels, "auto");
  assertEquals(resolve("--kernels", "reproducible").kernels, "reproducible");
  assertEquals(resolve("--kernels", "composite", "--backend", "cpu").kernels, "composite");
  // Which backend that is, only the plan knows.
  assertEquals(resolve("--kernels", "fused", "--backend", "auto").kernels, "fused");
  refused(
    ["--kernels", "fused", "--backend", "cpu"],
    "--kernels fused: the cpu backend has only composite; leave --kernels out, or add --backend wasm",
  );
  refused(["--kernels", "fuse"], 'no "fuse"; did you mean fused?');
  refused(["--kernels", "auto"], "expected one of fused, reproducible, composite");
});

Deno.test("looks and scope are recorded in the study", () => {
  const { looks, scope } = resolve(...[
    "--seeds",
    "20",
    "--looks",
    "10,20",
    "--scope",
    "benchmark",
  ]);
  assertEquals([looks, scope], [[10, 20], "benchmark"]);
  assertEquals([resolve().looks, resolve().scope], [null, "population"]);
  refused(["--seeds", "20", "--looks", "10"], "all 20 seeds");
  refused(["--scope", "images"], "--scope");
  refused(["--models", "ctm", "--looks", "2"], "--looks is about comparing the CTM");
});

Deno.test("the study's name has a hash only where more than the data set differs from the preset", () => {
  assertEquals(resolve("--dataset", "fashion-mnist").name, "quick-fashion-mnist");
  const name = resolve("--seeds", "3").name;
  assertMatch(name, /^quick-mnist-[0-9a-f]{8}$/);
  assertEquals(resolve("--seeds", "1..3").name, name);
  assertNotEquals(resolve("--seeds", "4").name, name);
  assertEquals(resolve("--seeds", "2").name, "quick-mnist");
});

Deno.test("the reference cell keeps the preset's values where they are swept, else the largest", () => {
  const options = (...args: string[]) => resolve(...args).models[0]!.options;
  const swept = options("--ticks", "2,8,16", "--sync", "16..64:x2");
  assertEquals([swept["ticks"], swept["outputPairs"], swept["actionPairs"]], [8, 32, 32]);
  const largest = options("--ticks", "4,2", "--sync", "16,64");
  assertEquals([largest["ticks"], largest["outputPairs"], largest["actionPairs"]], [4, 64, 64]);
});

Deno.test("the LSTM gets the ticks of the reference cell", () => {
  const [, lstm, cnn] = resolve("--ticks", "2,4").models;
  assertEquals(lstm!.options["ticks"], 4);
  assertEquals(cnn!.options, { width: 16 });
});

Deno.test("a flag replaces the preset's axes that set the same options and keeps the others", () => {
  const axes = (...args: string[]) => resolve("--preset", "grid", ...args).axes;
  const ticks = { axis: "ticks", values: [4, 8, 16] } as const;
  assertEquals(axes("--sync", "8"), [{ ...ticks, values: [4, 8, 16] }, {
    axis: "sync",
    values: [8],
  }]);
  assertEquals(axes("--sync-out", "8"), [{ ...ticks, values: [4, 8, 16] }, {
    axis: "outputPairs",
    values: [8],
  }]);
  assertEquals(axes("--neurons", "16").length, 3);
});

Deno.test("--option sets any option, checked by the model's schema", () => {
  const sweep = resolve("--option", "ctm.synapseDepth=4", "--option", "ctm.neurons=32");
  assertEquals(sweep.models[0]!.options["synapseDepth"], 4);
  assertEquals(sweep.models[0]!.options["neurons"], 32);
  assertEquals(
    resolve("--match", "none", "--option", "cnn.width=7").models[2]!.options,
    { width: 7 },
  );
  refused(["--option", "ctm.synapsDepth=4"], 'no option "synapsDepth"; did you mean synapseDepth?');
  refused(["--option", "ctm.synapseDepth=0"], "--option ctm.synapseDepth=0: ctm.synapseDepth:");
  refused(["--option", "ctm.synapseDepth=deep"], "ctm.synapseDepth:");
  refused(["--option", "ctm.synapseDepth"], "expected model.option=value");
  refused(["--models", "ctm", "--option", "cnn.width=4"], 'no selected model "cnn"');
});

Deno.test("--problem takes the first preset about it, --dataset the first that it fits", () => {
  const parity = resolve("--problem", "parity");
  assertEquals([parity.preset, parity.dataset], [
    "sort",
    { name: "numbers", options: { length: 4 } },
  ]);
  assertEquals(parity.recipeDifferences, {
    lstm: { readout: "the last tick", reason: "as published" },
  });
  assertEquals(resolve("--dataset", "numbers").preset, "sort");
  assertEquals(resolve("--dataset", "fashion-mnist").preset, "quick");
  refused(["--preset", "grid", "--problem", "parity"], "--preset grid is about classification");
  refused(["--problem", "parity", "--dataset", "mnist"], "expected one of numbers");
});

Deno.test("--option sets options of the problem and of its data, checked by their schemas", () => {
  const sweep = resolve("--problem", "parity", "--option", "data.length=8");
  assertEquals(sweep.dataset.options, { length: 8 });
  assertNotEquals(sweep.name, resolve("--problem", "parity").name);
  const readout = resolve("--option", "problem.readout=last").problem.options;
  assertEquals(readout, { readout: "last" });
  refused(["--problem", "parity", "--option", "data.length=1"], "data.length=1: data.length:");
  refused(["--problem", "parity", "--option", "data.lenght=8"], "did you mean length?");
});

Deno.test("the recipe: a schedule, its options and those of the optimiser, for every model alike", () => {
  const constant = resolve("--schedule", "constant", "--option", "schedule.warmup=0.1");
  assertEquals(constant.schedule, { name: "constant", options: { warmup: 0.1 } });
  refused(["--schedule", "constnt"], "did you mean constant?");
  refused(["--option", "schedule.warmup=1"], 'no option "warmup"');
  refused(["--option", "optimiser.learningRate=1"], "set this option with --learning-rate");

  const own = {
    lstm: {
      optimiser: { name: "adam", options: { learningRate: 0.5 } },
      schedule: { name: "cosine", options: {} },
      reason: "as published",
    },
  };
  const catalog = {
    ...fakeCatalog,
    presets: [{ name: "own", description: "", sweep: exampleSweep({ recipeDifferences: own }) }],
  };
  const differences = (...args: string[]) =>
    resolveSweep(parseFlags(args), catalog).recipeDifferences;
  assertEquals(differences(), own);
  assertEquals(differences("--learning-rate", "0.25")["lstm"]!.optimiser!.options, {
    learningRate: 0.25,
  });
  assertEquals(differences("--schedule", "constant")["lstm"], {
    optimiser: own.lstm.optimiser,
    reason: "as published",
  });
  assertEquals(differences("--models", "ctm,cnn"), {});
});

Deno.test("a model that cannot be given the problem's examples is refused with those that can", () => {
  refused(
    ["--problem", "parity", "--models", "ctm,cnn"],
    "cnn cannot learn parity, whose input unfolds over the ticks; give --models ctm,lstm",
  );
});

Deno.test("an option that something else decides is refused with what decides it", () => {
  refused(["--ticks", "2,4", "--option", "ctm.ticks=4"], "set it with --ticks");
  refused(["--preset", "grid", "--option", "ctm.outputPairs=4"], "set it with --sync");
  refused(["--option", "lstm.ticks=4"], "lstm gets the ticks of the CTM");
  refused(["--option", "lstm.width=4"], "add --match none");
});

Deno.test("flags that apply to none of the selected models are refused", () => {
  refused(
    ["--models", "cnn", "--sync", "16"],
    "--sync applies to none of the selected models (cnn)",
  );
  refused(["--models", "lstm,cnn", "--neurons", "16"], "--neurons applies to none");
  refused(["--models", "cnn", "--ticks", "4"], "--ticks applies to none");
  refused(["--models", "lstm,cnn", "--match", "params"], "--match is about comparing");
  refused(["--models", "ctm", "--margin", "1pp"], "--margin is about comparing");
  assertEquals(resolve("--models", "lstm", "--ticks", "4").models, [
    { name: "lstm", options: { ticks: 4, width: 32 } },
  ]);
  refused(["--models", "lstm", "--ticks", "4,8"], "several values need ctm");
});

Deno.test("two flags for the same pairs are refused", () => {
  refused(["--sync", "16", "--sync-out", "16"], "give one of them");
});

Deno.test("unknown names are refused with what was meant", () => {
  refused(["--models", "ctm,ltsm"], 'no "ltsm"; did you mean lstm?');
  refused(["--models", "ctm,ctm"], "ctm occurs twice");
  refused(["--dataset", "mnits"], "did you mean mnist?");
  refused(["--preset", "qick"], "did you mean quick?");
  refused(["--backend", "gpu"], "one of auto, tensorflow, webgpu, wasm, cpu");
  refused(["--match", "size"], "expected one of params, flops, none");
  refused(["--problem", "party"], "did you mean parity?");
});

Deno.test("values out of range are refused in one line that names the flag", () => {
  refused(["--seeds", "0"], "--seeds 0");
  refused(["--ticks", "4,2,4"], "--ticks 4,2,4: 4 occurs twice");
  refused(["--ticks", "200"], "ctm.ticks");
  refused(["--budget", "minutes=5"], "--budget minutes=5");
  refused(["--batch-size", "0"], "--batch-size 0");
  refused(["--alpha", "0.5"], "--alpha 0.5");
  refused(["--margin", "1"], "--margin 1");
  refused(["--learning-rate", "0"], "--learning-rate 0");
  refused(["--learning-rate", "11"], "--learning-rate 11: optimiser.learningRate");
});

Deno.test("--data-parallel is part of a study only where it asks for several replicas", () => {
  const alone = resolve();
  assertEquals("dataParallel" in alone, false);
  assertEquals(resolve("--data-parallel", "1"), alone);
  const split = resolve("--data-parallel", "4", "--batch-size", "32");
  assertEquals(split.dataParallel, 4);
  assertNotEquals(split.name, resolve("--batch-size", "32").name);
});

Deno.test("batches that replicas cannot share are refused, and backends without replicas", () => {
  refused(["--data-parallel", "0"], "--data-parallel 0: expected a whole number from 1");
  refused(
    ["--data-parallel", "3", "--batch-size", "32"],
    "--data-parallel 3: batches of 32 cannot be split into 3 equal parts; give a divisor of 32",
  );
  refused(
    ["--data-parallel", "2", "--batch-size", "32", "--backend", "webgpu"],
    "only wasm and cpu split batches, and the backend is webgpu",
  );
});

Deno.test("--robustness asks for corrupted test images, of images to be classified only", () => {
  assertEquals(resolve().evaluation.corruptions, null);
  assertEquals(resolve("--robustness", "500").evaluation.corruptions, { examples: 500 });
  refused(["--robustness", "0"], "--robustness");
  const other = fakeCatalog.problems.find(({ name }) => name !== "classification");
  if (other === undefined) throw new Error("The fake catalog has no other problem");
  const error = assertThrows(
    () => resolve("--problem", other.name, "--robustness", "5"),
    BenchError,
    "--robustness 5: it corrupts images to be classified",
  );
  assertEquals(error.code, 2);
});
