import { assert, assertEquals, assertLess } from "@std/assert";
import { CASES } from "../../../src/perf/cases.ts";
import type { PerfCase } from "../../../src/perf/perf_case.ts";
import { SCALED, scaledCases, smallValue } from "../../../src/perf/scaled_cases.ts";
import { GOALS } from "../../../src/perf/goals.ts";

const caseOf = (name: string) => CASES.find((one) => one.name === name)!;
const modelOf = ({ models }: PerfCase, name: string) => models.find((one) => one.name === name)!;
const optionsOf = (name: string, model = "ctm") =>
  modelOf(caseOf(name), model).options as Record<string, unknown>;

Deno.test("the cases have the models and sizes that the goals are about", () => {
  assertEquals(
    CASES.map(({ name, batchSize, models }) => [
      name,
      batchSize,
      models.map((model) => model.name).join(),
    ]),
    [
      ["small", 64, "ctm,lstm,cnn"],
      ["medium", 64, "ctm,lstm,cnn"],
      ["large", 32, "ctm,lstm,cnn"],
      ["deep", 32, "ctm"],
      ["cifar10", 32, "ctm,lstm,cnn"],
      ["quick", 32, "ctm,lstm,cnn"],
    ],
  );
  const sizes = (name: string) => {
    const { neurons, inputWidth, heads, outputPairs, actionPairs, memoryLength, nlmWidth, ticks } =
      optionsOf(name);
    return [neurons, inputWidth, heads, outputPairs, actionPairs, memoryLength, nlmWidth, ticks];
  };
  assertEquals(sizes("small"), [128, 64, 4, 64, 64, 10, 4, 10]);
  assertEquals(sizes("medium"), [256, 64, 4, 128, 128, 15, 8, 10]);
  assertEquals(sizes("large"), [512, 128, 4, 512, 512, 25, 4, 25]);
  assertEquals(optionsOf("deep"), { ...optionsOf("large"), synapseDepth: 4 });
});

Deno.test("cifar10 is the paper's CTM, quick the preset's", () => {
  // The paper's code has 1,032,648 parameters in this configuration (specification, 1.1).
  assertEquals(modelOf(caseOf("cifar10"), "ctm").size.parameters, 1_032_648);
  assertEquals(optionsOf("cifar10", "lstm")["layers"], 2);
  assertEquals(optionsOf("cifar10", "cnn")["head"], "feed-forward");
  // The matched widths of the plan of the preset.
  assertEquals(optionsOf("quick", "lstm")["width"], 53);
  assertEquals(optionsOf("quick", "cnn")["width"], 60);
});

Deno.test("baselines of the three sizes are as large as the CTM, and read as it does", () => {
  for (const name of ["small", "medium", "large", "quick"]) {
    const perfCase = caseOf(name);
    const target = modelOf(perfCase, "ctm").size.parameters;
    for (const { size } of perfCase.models) {
      assertLess(Math.abs(size.parameters / target - 1), 0.02);
    }
    for (const option of ["ticks", "inputWidth", "heads", "backbone"]) {
      assertEquals(optionsOf(name, "lstm")[option], optionsOf(name)[option]);
    }
  }
});

Deno.test("a curve changes one quantity of small, and goes through small itself", () => {
  const small = modelOf(caseOf("small"), "ctm");
  for (const quantity of SCALED) {
    const points = scaledCases().filter((one) => one.quantity === quantity);
    assert(points.length >= 4);
    for (const { value, perfCase } of points) {
      const [ctm] = perfCase.models;
      assertEquals(perfCase.models.length, 1);
      const same = value === smallValue(quantity);
      assertEquals(perfCase.batchSize !== 64, quantity === "B" && !same);
      const changed = Object.entries(ctm!.options as object)
        .filter(([key, option]) =>
          JSON.stringify(option) !== JSON.stringify(optionsOf("small")[key])
        ).map(([key]) => key);
      const expected = {
        T: ["ticks"],
        D: ["neurons"],
        B: [],
        J: ["outputPairs", "actionPairs"],
        M: ["memoryLength"],
      }[quantity];
      assertEquals(changed.sort(), same ? [] : expected.sort());
      if (same) assertEquals(ctm!.size, small.size);
    }
    assert(points.some(({ value }) => value === smallValue(quantity)), quantity);
  }
});

Deno.test("every goal is about a model that its case has", () => {
  for (const { perfCase, model } of GOALS) assert(modelOf(caseOf(perfCase), model), perfCase);
});
