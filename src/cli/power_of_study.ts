import {
  type Comparison,
  type Growth,
  planPower,
  type PowerPlan,
  type SizePlan,
} from "../analysis/mod.ts";
import { readStudy, type RunRecord, type StoredStudy } from "../store/mod.ts";
import { compareStudy } from "./compare_study.ts";
import type { WantedGoal } from "./power.ts";
import { goalText, levelNote, pointsText, powerText } from "./power_text.ts";
import { countText, durationText } from "./quantity_text.ts";
import { textTable } from "./text_table.ts";

/**
 * What each comparison of a stored study still needs, in seeds and in test examples, with the cost
 * by the seconds that its own runs took, as lines of text.
 *
 * @param directory The study's folder.
 * @throws {BenchError} As `readStudy` and `compareStudy`.
 *
 * Source: statistical protocol, 3.8.
 */
export async function powerOfStudy(
  directory: string,
  goals: readonly WantedGoal[],
): Promise<string[]> {
  const study = await readStudy(directory);
  return studyPowerLines({ study, ...await compareStudy(directory, study) }, goals);
}

/** {@link powerOfStudy} for a study that was read and compared. */
export function studyPowerLines(
  { study, comparisons }: {
    readonly study: StoredStudy;
    readonly comparisons: readonly Comparison[];
  },
  goals: readonly WantedGoal[],
): string[] {
  if (comparisons.length === 0) {
    return ["nothing to plan from: there are no finished runs of both the CTM and a baseline"];
  }
  return comparisons.flatMap((comparison, index) => {
    const { left, right, margin, alpha, comparisons: shared } = comparison;
    const cost = costOf(study, [left, right]);
    const title = `${left} against ${right}: ${comparison.seeds.length} seeds × ${
      countText(comparison.examples)
    } examples, margin ±${pointsText(margin)} pp, ${levelNote(alpha, shared)}`;
    const plans = goals.map((goal) =>
      planPower(comparison, {
        ...goal,
        difference: goal.difference ?? (goal.kind === "lead" ? margin : 0),
      }, cost)
    );
    const [first] = plans;
    const body = first === null || first === undefined
      ? ["nothing to plan from: it takes 2 paired seeds whose differences vary"]
      : [...precisionLines(first, cost), ...plans.flatMap((plan) => planLines(plan!))];
    return [...(index > 0 ? [""] : []), title, ...body];
  });
}

function precisionLines(
  plan: PowerPlan,
  cost: { readonly perSeed: number; readonly perExample: number },
): string[] {
  const { standardError, floorOfSeeds, floorOfExamples } = plan;
  return [
    `  standard error ${pointsText(standardError)} pp; with any number of seeds ${
      pointsText(floorOfSeeds)
    }, with any number of test examples ${pointsText(floorOfExamples)}`,
    `  a further seed of both takes ${durationText(cost.perSeed)}, testing one further example ${
      (1000 * cost.perExample).toPrecision(2)
    } ms a seed`,
  ];
}

function planLines({ goal, margin, layout, plans }: PowerPlan): string[] {
  const table = textTable([
    { heading: "spread", align: "left" },
    { heading: "power now", align: "right" },
    ...(goal.kind === "lead" ? [{ heading: "detectable (pp)", align: "right" }] as const : []),
    { heading: "seeds", align: "right" },
    { heading: "cost", align: "right" },
    { heading: "or test examples", align: "right" },
    { heading: "cost", align: "right" },
    { heading: "cheaper", align: "left" },
  ], plans.map((plan) => planRow(plan, goal.kind)));
  return [
    "",
    `  ${goalText(goal, margin)}`,
    ...table.map((line) => `  ${line}`),
    ...(plans.some((plan) => plan.examples !== null && plan.examples.further > 0)
      ? [
        `  more than the present ${
          countText(layout.examples)
        } test examples must exist, and the networks must be tested on them`,
      ]
      : []),
  ];
}

function planRow(plan: SizePlan, goal: PowerPlan["goal"]["kind"]): string[] {
  const growth = (one: Growth | null) =>
    one === null ? ["–", "–"] : one.further === 0 ? ["enough", "–"] : [
      `${countText(one.total)} (${countText(one.further)} more)`,
      durationText(one.seconds),
    ];
  const done = plan.seeds?.further === 0 || plan.examples?.further === 0;
  return [
    plan.spread === "observed" ? "as observed" : `upper 80 % bound (×${plan.inflation.toFixed(3)})`,
    powerText(plan.power),
    ...(goal === "lead" ? [pointsText(plan.detectable)] : []),
    ...growth(plan.seeds),
    ...growth(plan.examples),
    done
      ? "nothing needed"
      : plan.cheaper === "examples"
      ? "test examples"
      : plan.cheaper ?? "neither is affordable",
  ];
}

/** Mean seconds of the runs of two trials: of a whole seed, and of evaluating one example. */
function costOf(
  { plan, runs }: StoredStudy,
  labels: readonly string[],
): { readonly perSeed: number; readonly perExample: number } {
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const ofTrials = labels.map((label) => {
    const trial = plan.trials.findIndex((one) => one.label === label);
    return runs.filter((run) => run.trial === trial);
  });
  const sum = (cost: (run: RunRecord) => number) =>
    ofTrials.reduce((total, own) => total + mean(own.map(cost)), 0);
  const { validationExamples } = plan.sweep.evaluation;
  return {
    perSeed: sum(({ outcome }) => outcome.seconds.total),
    perExample: sum(({ outcome, curve }) =>
      outcome.seconds.evaluation /
      (curve.length * validationExamples + outcome.test.examples)
    ),
  };
}
