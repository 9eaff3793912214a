import { expectedBest } from "../../analysis/mod.ts";
import {
  bestTrial,
  type EdgeHit,
  edgeHits,
  formatBudget,
  kernelsOf,
  type ModelTuning,
  resolveKernels,
  type Tuning,
  type TuningPlan,
} from "../../spec/mod.ts";
import { batchText } from "../../report/batch_text.ts";
import { settingsText } from "../../report/settings_text.ts";
import { percentText } from "../quantity_text.ts";
import { textTable } from "../text_table.ts";

/** A search before its trials as lines for a reader. */
export function tuningPlanText(plan: TuningPlan): string[] {
  const { sweep, models, budget, seed, sampler, borrowed } = plan;
  const rangesOf = ({ space }: TuningPlan["models"][number]) =>
    space.dimensions.map(({ setting, low, high, scale }) =>
      `${setting} ${low} to ${high} (${scale})`
    ).join(", ");
  const spaces = [...new Set(models.map(rangesOf))].map((ranges) => {
    const own = models.filter((one) => rangesOf(one) === ranges).map(({ model }) => model);
    return `${own.length === models.length ? "every model" : own.join(", ")}: ${ranges}`;
  });
  return [
    `Search for ${sweep.name}: ${sweep.problem.name} on ${sweep.dataset.name}`,
    "",
    `trials       ${models.map(({ trials }) => trials.length).join("/")} (${
      models.map(({ model }) => model).join("/")
    }), ${formatBudget(budget)} each, batches of ${batchText(sweep)}`,
    `sampler      ${sampler}, seed ${seed}, the same points for every model`,
    `selection    validation accuracy at the end of the trial; the test split is never opened`,
    ...(borrowed === null ? [] : [`borrowed     ${borrowed}: one more trial of every model`]),
    ...spaces.map((line, index) => `${index === 0 ? "spaces" : ""}`.padEnd(13) + line),
    `backend      ${plan.backend}, kernels ${resolveKernels(kernelsOf(sweep), plan.backend)}`,
  ];
}

/** The result of a search as lines for a reader, with what speaks against it. */
export function tuningText(tuning: Tuning): string[] {
  const rows = tuning.models.map((search) => {
    const best = bestTrial(search.trials);
    return [
      search.model,
      String(search.trials.length),
      String(search.trials.filter(({ status }) => status === "diverged").length),
      best === null ? "–" : String(best.position),
      best === null ? "–" : percentText(best.accuracy!),
      best === null ? "–" : settingsText(best.settings),
    ];
  });
  return [
    ...textTable([
      { heading: "model", align: "left" },
      { heading: "trials", align: "right" },
      { heading: "diverged", align: "right" },
      { heading: "best", align: "right" },
      { heading: "validation", align: "right" },
      { heading: "settings", align: "left" },
    ], rows),
    "",
    "Expected best validation accuracy of k trials",
    ...curveTable(tuning.models),
    ...edgeWarnings(tuning.models).map((warning) => `warning: ${warning}`),
  ];
}

function curveTable(searches: readonly ModelTuning[]): string[] {
  const most = Math.max(...searches.map(({ trials }) => trials.length));
  const counts = powersOfTwo(most);
  return textTable(
    [
      { heading: "model", align: "left" },
      ...counts.map((count) => ({ heading: `k=${count}`, align: "right" as const })),
    ],
    searches.map(({ model, trials }) => {
      const values = trials.flatMap(({ accuracy }) => accuracy ?? []);
      return [
        model,
        ...counts.map((count) =>
          values.length === 0 ? "–" : percentText(expectedBest(values, count))
        ),
      ];
    }),
  );
}

/** 1, 2, 4 and so on, and `most` itself. */
function powersOfTwo(most: number): number[] {
  const powers = Array.from({ length: Math.ceil(Math.log2(most)) }, (_, power) => 2 ** power);
  return [...powers, most];
}

/** One sentence for each best setting that lies on the edge of its range. */
export function edgeWarnings(searches: readonly ModelTuning[]): string[] {
  return searches.flatMap(({ model, space, trials }) => {
    const best = bestTrial(trials);
    return best === null ? [] : edgeHits(space, best).map((hit) => edgeText(model, hit));
  });
}

function edgeText(model: string, { setting, edge, value, limit }: EdgeHit): string {
  return `the best ${setting} of ${model}, ${value}, lies at the ${edge} edge of its range (${limit}): a better one may lie beyond`;
}
