import { formatBudget, type Plan, plannedKernels, type SweepSpec } from "../spec/mod.ts";
import { batchText } from "../report/batch_text.ts";
import { AXIS_FLAGS } from "./cells.ts";
import { countText, largeText } from "./quantity_text.ts";
import { textTable } from "./text_table.ts";

/**
 * The plan as lines for a reader: what is trained, how it is sized, and what is not equal.
 *
 * @param cores How many are used, see `coresText`; default: not said.
 */
export function planText(plan: Plan, cores?: string): string[] {
  const { sweep, trials, runs, backend } = plan;
  const reference = trials.find((trial) => trial.role === "reference");
  const rows = trials.map((trial) => [
    trial.label,
    trial.role,
    countText(trial.parameters),
    reference ? trial.parameterRatio.toFixed(3) : "–",
    largeText(trial.flopsPerExample),
    reference ? trial.flopRatio.toFixed(3) : "–",
    trial.matched,
  ]);
  const facts: [string, string][] = [
    ["runs", `${runs.length} = ${runsText(plan)}`],
    ["seeds", seedText(sweep.seeds)],
    ["budget", `${formatBudget(sweep.budget)} for every run, batches of ${batchText(sweep)}`],
    ["optimiser", `${choiceText(sweep.optimiser)}, schedule ${choiceText(sweep.schedule)}`],
    ["backend", `${backend.name} (${backend.reason})`],
    ["kernels", kernelsText(plan)],
    ...(cores === undefined ? [] : [["cores", cores] as [string, string]]),
    ["reference", reference ? referenceText(sweep, reference.label) : "none: nothing is compared"],
    ["size match", matchText(sweep, reference !== undefined)],
    ["differences", differencesText(sweep)],
    ["tuning", tuningText(sweep)],
  ];
  const width = Math.max(...facts.map(([name]) => name.length));
  return [
    `Plan of ${sweep.name}: ${sweep.problem.name} on ${sweep.dataset.name}`,
    "",
    ...textTable([
      { heading: "trial", align: "left" },
      { heading: "role", align: "left" },
      { heading: "parameters", align: "right" },
      { heading: "ratio", align: "right" },
      { heading: "FLOPs/example", align: "right" },
      { heading: "ratio", align: "right" },
      { heading: "matched", align: "left" },
    ], rows),
    "",
    ...facts.map(([name, text]) => `${name.padEnd(width)}  ${text}`),
  ];
}

function tuningText({ tuning, models }: SweepSpec): string {
  return tuning === null
    ? "none: no model's hyperparameters were searched; all come from the preset and flags"
    : `best of ${tuning.trials} trials on validation for each of ${
      models.map(({ name }) => name).join(", ")
    } (sampler ${tuning.sampler}, ${formatBudget(tuning.budget)} a trial)`;
}

function kernelsText(plan: Plan): string {
  const asked = plan.sweep.kernels === "auto" ? `the default on ${plan.backend.name}` : "asked for";
  return `${plannedKernels(plan)} (${asked})`;
}

function referenceText(sweep: SweepSpec, label: string): string {
  const point = sweep.axes.map(({ axis, values }) => `${AXIS_FLAGS[axis]} of ${values.join(", ")}`);
  return point.length === 0
    ? `${label}; the verdict is about it`
    : `${label}, fixed before the first run (${
      point.join("; ")
    }); the verdict is about it, other cells are exploratory`;
}

function matchText(sweep: SweepSpec, compared: boolean): string {
  if (!compared) return "none";
  switch (sweep.match) {
    case "params":
      return "baselines within 2 % of the reference in parameters";
    case "flops":
      return "baselines within 2 % of the reference in FLOPs per example";
    case "none":
      return "none: the models differ in size as the ratios show";
    default:
      return sweep.match satisfies never;
  }
}

function differencesText(sweep: SweepSpec): string {
  const differences = Object.entries(sweep.recipeDifferences);
  if (differences.length === 0) return "none: every model gets the same recipe";
  return differences.map(([model, { optimiser, schedule, readout, reason }]) => {
    const changed = [
      optimiser && `optimiser ${choiceText(optimiser)}`,
      schedule && `schedule ${choiceText(schedule)}`,
      readout && `reads ${readout}`,
    ].filter(Boolean).join(", ");
    return `${model}: ${changed} (${reason})`;
  }).join("; ");
}

function choiceText({ name, options }: SweepSpec["optimiser"]): string {
  const texts = Object.entries(options).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  return texts.length === 0 ? name : `${name} (${texts.join(", ")})`;
}

/** Where fewer seeds go to the exploratory cells, both parts are named. */
function runsText({ sweep, trials }: Plan): string {
  const seeds = sweep.seeds.length;
  const explored = trials.filter((trial) => trial.role === "sweep").length;
  if (explored === 0 || sweep.sweepSeeds >= seeds) {
    return `${count(trials.length, "trial")} × ${count(seeds, "seed")}`;
  }
  return `${count(trials.length - explored, "trial")} × ${count(seeds, "seed")} + ${
    count(explored, "exploratory cell")
  } × ${count(sweep.sweepSeeds, "seed")}`;
}

function seedText(seeds: readonly number[]): string {
  const first = seeds[0]!;
  const consecutive = seeds.length > 2 && seeds.every((seed, index) => seed === first + index);
  return consecutive ? `${first} to ${seeds.at(-1)}` : seeds.join(", ");
}

function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? "" : "s"}`;
}
