import { assertEquals, assertMatch } from "@std/assert";
import { CHARTS } from "../../../../src/report/charts/mod.ts";
import type { ReportInput } from "../../../../src/report/study.ts";
import { type SyntheticOptions, syntheticStudy } from "../../../support/synthetic_study.ts";

function titleOf(name: string, input: ReportInput): string {
  return CHARTS.find((chart) => chart.name === name)!.title(input);
}

function titleFor(name: string, options: SyntheticOptions): string {
  return titleOf(name, syntheticStudy(options));
}

Deno.test("the forest plot's title states the verdicts, and flips with them", () => {
  assertEquals(titleFor("forest", {}), "CTM leads LSTM, trails CNN");
  assertEquals(
    titleFor("forest", { accuracies: { ctm: 0.86, lstm: 0.9, cnn: 0.8 } }),
    "CTM trails LSTM, leads CNN",
  );
  assertEquals(
    titleFor("forest", { seeds: 4 }),
    "CTM against LSTM inconclusive, against CNN inconclusive",
  );
  assertEquals(
    titleFor("forest", { accuracies: { ctm: 0.86, lstm: 0.8, cnn: 0.9, gru: 0.7, rnn: 0.6 } }),
    "Verdicts of 4 comparisons: leads 3, trails 1",
  );
});

Deno.test("the learning curves' title names the highest end only where it stands clear", () => {
  const highest = (accuracies: { readonly [model: string]: number }) =>
    titleFor("learning_curves", { accuracies });
  assertEquals(
    highest({ ctm: 0.86, lstm: 0.6, cnn: 0.95 }),
    "CNN ends with the highest validation accuracy",
  );
  assertEquals(
    highest({ ctm: 0.95, lstm: 0.6, cnn: 0.7 }),
    "CTM ends with the highest validation accuracy",
  );
  assertEquals(highest({ ctm: 0.6, lstm: 0.88, cnn: 0.88 }), "Validation accuracy during training");
  assertEquals(
    titleFor("learning_curves", { seeds: 1 }),
    "Validation accuracy during training",
  );
});

Deno.test("the sweep's titles follow the sign of the effect and are neutral without one", () => {
  assertMatch(
    titleFor("accuracy_by_ticks", { gainPerDoubling: 0.03 }),
    /^8 trained ticks instead of 2 add [56]\.\d pp of test accuracy \(exploratory\)$/,
  );
  assertMatch(
    titleFor("accuracy_by_ticks", { gainPerDoubling: -0.03 }),
    /^8 trained ticks instead of 2 cost [56]\.\d pp of test accuracy \(exploratory\)$/,
  );
  const neutral = "Test accuracy by trained ticks (exploratory)";
  assertEquals(titleFor("accuracy_by_ticks", { gainPerDoubling: 0, noise: 0.02 }), neutral);
  assertEquals(titleFor("accuracy_by_ticks", { seeds: 1 }), neutral);
});

Deno.test("the heat map's title names the highest cell, none where two tie", () => {
  assertMatch(
    titleFor("sync_by_ticks", { noise: 0 }),
    /^Highest mean at 8 ticks and 64 pairs: 86\.6 % \(exploratory\)$/,
  );
  assertMatch(
    titleFor("sync_by_ticks", { noise: 0, gainPerDoubling: -0.05 }),
    /^Highest mean at 2 ticks and 64 pairs/,
  );
  assertEquals(
    titleFor("sync_by_ticks", { noise: 0, gainPerDoubling: 0 }),
    "Test accuracy by ticks and synchronisation size (exploratory)",
  );
});

Deno.test("the FLOPs chart's title names the front, and flips with the accuracies", () => {
  const options = { ticks: [], sync: [], noise: 0.001 };
  const front = (accuracies: { readonly [model: string]: number }) =>
    titleFor("accuracy_by_flops", { ...options, accuracies });
  // The CNN is the cheapest, so it is always on the front; the CTM costs most.
  assertEquals(
    front({ ctm: 0.86, lstm: 0.82, cnn: 0.88 }),
    "On the Pareto front of the means: CNN",
  );
  assertEquals(
    front({ ctm: 0.92, lstm: 0.9, cnn: 0.88 }),
    "On the Pareto front of the means: CTM, LSTM, CNN",
  );
});

Deno.test("the tick chart's title follows what later ticks add or cost", () => {
  const input = syntheticStudy();
  assertMatch(
    titleOf("accuracy_by_tick", input),
    /^CTM: reading tick 8 instead of tick 1 adds 34\.3 pp of test accuracy$/,
  );
  const reversed: ReportInput = {
    ...input,
    runs: input.runs.map((run) => {
      const { perTick } = run.outcome.test;
      const accuracies = perTick.map((metric) => metric.accuracy).reverse();
      const turned = perTick.map((metric, at) => ({ ...metric, accuracy: accuracies[at]! }));
      const test = { ...run.outcome.test, perTick: turned };
      return { ...run, outcome: { ...run.outcome, test } };
    }),
  };
  assertMatch(titleOf("accuracy_by_tick", reversed), /costs 34\.3 pp of test accuracy$/);
  assertEquals(
    titleFor("accuracy_by_tick", { seeds: 1 }),
    "Test accuracy by the tick that is read",
  );
});

Deno.test("the attention chart's title says when the prediction settled and whether it is right", () => {
  const input = syntheticStudy();
  assertEquals(
    titleOf("attention", input),
    "The prediction is “class 3” from tick 4 on, which is right",
  );
  const relabelled: ReportInput = {
    ...input,
    runs: input.runs.map((run) => ({
      ...run,
      activity: run.activity && { ...run.activity, label: 5 },
    })),
  };
  assertEquals(
    titleOf("attention", relabelled),
    "The prediction is “class 3” from tick 4 on, but the label is “class 5”",
  );
});
