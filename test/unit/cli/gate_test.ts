import { assertEquals, assertStringIncludes } from "@std/assert";
import type { RunSpec, Sanity } from "../../../src/spec/mod.ts";
import { trainingFlops } from "../../../src/spec/mod.ts";
import { readStudy } from "../../../src/store/mod.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";
import { tuneSetUp } from "../../support/tune_services.ts";

const SEEDS = [1, 2, 3, 4, 5];
const ACCURACY: { readonly [model: string]: number } = { ctm: 0.8, lstm: 0.6, cnn: 0.9 };
const sound = ({ model }: RunSpec) => ACCURACY[model.name]!;

/** A floor that a study records. */
function recording(floor: number): () => Promise<Sanity> {
  const name = "the nearest class mean";
  return () => Promise.resolve({ schema: 1, references: [], floor: { name, accuracy: floor } });
}

Deno.test("models that have learned are judged, and their gates are among the findings", async () => {
  await inTemporaryFolder(async (folder) => {
    const { bench } = tuneSetUp(folder, {
      reach: sound,
      seeds: SEEDS,
      change: { recordSanity: recording(0.5) },
    });
    const { report } = await bench();
    assertEquals(report!.gates.map(({ label, passed }) => [label, passed]), [
      ["ctm", true],
      ["lstm", true],
      ["cnn", true],
    ]);
    assertEquals(report!.comparisons.map(({ verdict }) => verdict), ["leads", "trails"]);
  });
});

Deno.test("a crippled CNN blocks every verdict against it, and no other", async () => {
  await inTemporaryFolder(async (folder) => {
    const crippled = (spec: RunSpec) => spec.model.name === "cnn" ? 0.45 : sound(spec);
    const { bench } = tuneSetUp(folder, {
      reach: crippled,
      seeds: SEEDS,
      change: { recordSanity: recording(0.5) },
    });
    const { report, printed, error } = await bench();
    assertEquals(error, null);
    const [lstm, cnn] = report!.comparisons;
    assertEquals([lstm!.verdict, cnn!.verdict], ["leads", "inconclusive"]);
    assertStringIncludes(cnn!.obstacle ?? "", "sanity gate failed: cnn reached 4");
    assertStringIncludes(printed, "sanity gate failed: cnn");
    assertStringIncludes(printed, "a recipe with which cnn learns");
  });
});

Deno.test("a CTM that has not learned blocks the verdicts against all baselines", async () => {
  await inTemporaryFolder(async (folder) => {
    const { bench } = tuneSetUp(folder, {
      reach: (spec) => spec.model.name === "ctm" ? 0.1 : sound(spec),
      seeds: SEEDS,
    });
    const { report } = await bench();
    assertEquals(report!.comparisons.map(({ verdict }) => verdict), [
      "inconclusive",
      "inconclusive",
    ]);
    assertStringIncludes(report!.comparisons[0]!.reason, "ctm reached");
  });
});

Deno.test("a recorded reference is used where model, size and steps are the same", async () => {
  await inTemporaryFolder(async (folder) => {
    const references: Sanity["references"] = [];
    const recordSanity = () => Promise.resolve({ schema: 1, references, floor: null } as const);
    const { bench, out } = tuneSetUp(folder, {
      reach: sound,
      seeds: SEEDS,
      change: { recordSanity },
    });
    await bench();
    const { plan } = await readStudy(out("study"));
    const cnn = plan.trials.find(({ model }) => model === "cnn")!;
    assertEquals(trainingFlops(1), 3);
    // 640 examples in batches of 32.
    const reference = {
      model: "cnn",
      source: "results/reference/one",
      parameters: cnn.parameters,
      flopsPerExample: cnn.flopsPerExample,
      steps: 20,
      validation: [0.97, 0.975, 0.972],
    };
    for (
      const [change, rule, passed] of [
        [{}, "reference", false],
        [{ validation: [0.9, 0.91, 0.89] }, "reference", true],
        [{ steps: 21 }, "floor", true],
        [{ parameters: cnn.parameters + 1 }, "floor", true],
        [{ model: "lstm" }, "floor", true],
      ] as const
    ) {
      references.splice(0, 1, {
        ...reference,
        ...change,
        validation: [...change.validation ?? reference.validation],
      });
      const { report } = await bench();
      const gate = report!.gates.find(({ label }) => label === "cnn")!;
      assertEquals([gate.rule, gate.passed], [rule, passed], JSON.stringify(change));
    }
  });
});
