import { assertEquals, assertMatch } from "@std/assert";
import { join } from "node:path";
import { find, MODELS } from "../../../src/catalog.ts";
import type { ProblemShape } from "../../../src/contract/mod.ts";
import type { ModelName, PerfCase } from "../../../src/perf/perf_case.ts";
import type { EngineName } from "../../../src/perf/engines.ts";
import type { Pytorch } from "../../../src/perf/find_pytorch.ts";
import { measureWork } from "../../../src/perf/measure_work.ts";
import { type WorkResult, workResultSchema } from "../../../src/perf/perf_record.ts";
import { lossDifferences } from "../../../src/perf/summary.ts";
import { checkPeer, findPeer } from "../../support/pytorch_peer.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

const GOLDEN = new URL("../../golden/cases", import.meta.url).pathname;

const pytorch = await findPeer();

const SHAPE: ProblemShape = {
  height: 4,
  width: 4,
  channels: 3,
  positions: 1,
  classes: 10,
  presentation: { kind: "attended" },
};

const SMALL_CONV = { kind: "small-conv", layers: [{ channels: 8, size: 3, stride: 2 }] };

async function measure(
  model: ModelName,
  given: object,
  { engines, peer = pytorch }: {
    readonly engines: readonly EngineName[];
    readonly peer?: Pytorch | null;
  },
): Promise<WorkResult> {
  const entry = find("model", MODELS, model);
  const options = entry.options.parse(given);
  const one = { name: model, options, size: entry.size(options, SHAPE) };
  const perfCase: PerfCase = {
    name: "tiny",
    description: "",
    batchSize: 5,
    shape: SHAPE,
    models: [one],
  };
  return await measureWork(perfCase, one, {
    engines,
    rounds: 2,
    steps: 3,
    pytorch: peer,
    signal: new AbortController().signal,
  });
}

const statuses = ({ engines }: WorkResult) =>
  engines.map(({ engine, status }) => `${engine} ${status}`);

Deno.test("two engines take turns on the same steps, every one of which is kept", async () => {
  const result = await measure(
    "ctm",
    { backbone: { kind: "none" }, neurons: 24, synapseDepth: 3, ticks: 4 },
    { engines: ["composite", "plain"] },
  );
  workResultSchema.parse(result);
  assertEquals(statuses(result), ["composite measured", "plain measured"]);
  assertEquals(lossDifferences(result), []);
  for (const one of result.engines) {
    if (one.status !== "measured") continue;
    assertEquals(one.rounds.map(({ cpuMilliseconds }) => cpuMilliseconds.length), [3, 3]);
    assertEquals(one.rounds.map(({ wallMilliseconds }) => wallMilliseconds.length), [3, 3]);
    assertEquals(one.losses.length, 5);
    assertEquals(one.memory.peakBytes > 0 && one.memory.backendBytes! >= 2 ** 24, true);
  }
});

Deno.test("the plain LSTM makes the steps of ours", async () => {
  const options = { backbone: { kind: "none" }, width: 12, layers: 2, ticks: 3 };
  const result = await measure("lstm", options, { engines: ["composite", "plain"] });
  assertEquals(statuses(result), ["composite measured", "plain measured"]);
  assertEquals(lossDifferences(result), []);
});

Deno.test("what cannot be measured has its reason", async () => {
  const result = await measure("cnn", { backbone: SMALL_CONV, width: 8 }, { engines: ["plain"] });
  const [plain] = result.engines;
  assertMatch(plain?.status === "left out" ? plain.reason : "", /filter gradient/);
});

Deno.test("an engine that fails does not keep the others from being measured", async () => {
  const facts = {
    python: "3",
    torch: "2",
    blas: "none",
    cpuCapability: "none",
    compiles: false,
    matrixFlops: 1,
  };
  const noPython = { program: Deno.execPath(), facts };
  const result = await measure(
    "cnn",
    { backbone: SMALL_CONV, width: 8 },
    { engines: ["composite", "pytorch"], peer: noPython },
  );
  assertEquals(statuses(result), ["composite measured", "pytorch failed"]);
});

Deno.test({
  name: "PyTorch makes the steps of our own convolutional models",
  ignore: pytorch === null,
  fn: async () => {
    const engines = ["composite", "pytorch", "pytorch-cached"] as const;
    const cnn = await measure("cnn", { backbone: SMALL_CONV, width: 8 }, { engines });
    assertEquals(statuses(cnn), [
      "composite measured",
      "pytorch measured",
      "pytorch-cached left out",
    ]);
    const ctm = await measure("ctm", { backbone: SMALL_CONV, ticks: 3 }, { engines });
    assertEquals(statuses(ctm), engines.map((engine) => `${engine} measured`));
    assertEquals([...lossDifferences(cnn), ...lossDifferences(ctm)], []);
  },
});

Deno.test({
  name: "the steps that are timed in PyTorch are the authors': losses, gradients, parameters",
  ignore: pytorch === null,
  fn: async () => {
    assertEquals(await checkPeer(pytorch!, { folder: GOLDEN, variant: "eager" }), {
      checked: 14,
      failed: 0,
    });
    assertEquals(await checkPeer(pytorch!, { folder: GOLDEN, variant: "cached" }), {
      checked: 14,
      failed: 0,
    });
  },
});

Deno.test({
  name: "a peer that computes otherwise is found out",
  ignore: pytorch === null,
  fn: () =>
    inTemporaryFolder(async (folder) => {
      const name = "lstm_1layer";
      await Deno.mkdir(join(folder, name));
      for (const file of ["case.json", "tensors.safetensors"]) {
        await Deno.copyFile(join(GOLDEN, name, file), join(folder, name, file));
      }
      const path = join(folder, name, "case.json");
      const changed = (await Deno.readTextFile(path)).replace(/"heads": ?\d+/, '"heads": 1');
      await Deno.writeTextFile(path, changed);
      assertEquals(await checkPeer(pytorch!, { folder, variant: "cached" }), {
        checked: 1,
        failed: 1,
      });
    }),
});
