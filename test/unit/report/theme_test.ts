import { assertEquals } from "@std/assert";
import { modelName, seriesName } from "../../../src/report/series.ts";
import { modelColour } from "../../../src/report/theme.ts";
import { syntheticStudy } from "../../support/synthetic_study.ts";

Deno.test("a model has one colour in every study, and no two models share one", () => {
  const few = syntheticStudy({ accuracies: { lstm: 0.8 } }).plan;
  const many = syntheticStudy({
    accuracies: { transformer: 0.8, ctm: 0.8, lstm: 0.8, cnn: 0.8, gru: 0.8, mixer: 0.8 },
  }).plan;
  assertEquals(modelColour(few, "lstm"), modelColour(many, "lstm"));
  const colours = many.sweep.models.map(({ name }) => modelColour(many, name));
  assertEquals(new Set(colours).size, colours.length);
});

Deno.test("acronyms are written as such, and a trial is called by its model where it is alone", () => {
  assertEquals(modelName("ctm"), "CTM");
  assertEquals(modelName("transformer"), "Transformer");
  const input = syntheticStudy();
  const sweep = input.plan.trials.findIndex((trial) => trial.role === "sweep");
  assertEquals(seriesName(input, 0), "CTM");
  assertEquals(seriesName(input, sweep), input.plan.trials[sweep]!.label);
});
