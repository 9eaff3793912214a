import type { Choice, Settings, SweepSpec } from "../../spec/mod.ts";
import { usageError } from "../../spec/mod.ts";
import type { CatalogView } from "../catalog_view.ts";
import { defaultOptions, STUDY_PARTS, validOptions, type WithOptions } from "../model_options.ts";
import { hint } from "../suggest.ts";

/** Settings of one model and where they come from. */
export interface ModelSettings {
  readonly model: string;
  readonly settings: Settings;
  /** Why the model is treated differently; recorded. */
  readonly reason: string;
  /** What a message about a wrong setting starts with: the file that it comes from. */
  readonly origin: string;
}

/**
 * The study with one model's optimiser, schedule and options set; everything else of its recipe stays.
 *
 * @throws {BenchError} With exit code 2 for an option that there is not, or a value out of range.
 */
export function applySettings<Shape>(
  sweep: SweepSpec,
  { model, settings, reason, origin }: ModelSettings,
  catalog: CatalogView<Shape>,
): SweepSpec {
  const entry = catalog.models.find((one) => one.name === model)!;
  const difference = sweep.recipeDifferences[model];
  const changed = (choice: Choice, part: "optimiser" | "schedule") => {
    const schemas = part === "optimiser" ? catalog.optimisers : catalog.schedules;
    const target = { name: part, options: schemas[choice.name]! };
    return {
      name: choice.name,
      options: { ...setOptions(choice.options, settings, target, origin) },
    };
  };
  const touches = (part: string) =>
    Object.keys(settings).some((setting) => setting.startsWith(`${part}.`));
  const optimiser = touches(STUDY_PARTS.optimiser)
    ? changed(difference?.optimiser ?? sweep.optimiser, "optimiser")
    : difference?.optimiser;
  const schedule = touches(STUDY_PARTS.schedule)
    ? changed(difference?.schedule ?? sweep.schedule, "schedule")
    : difference?.schedule;
  return {
    ...sweep,
    models: sweep.models.map((choice) =>
      choice.name === model && touches("model")
        ? {
          name: model,
          options: {
            ...setOptions(
              choice.options,
              settings,
              { name: "model", options: entry.options },
              origin,
            ),
          },
        }
        : choice
    ),
    recipeDifferences: {
      ...sweep.recipeDifferences,
      [model]: {
        ...difference,
        ...(optimiser ? { optimiser } : {}),
        ...(schedule ? { schedule } : {}),
        reason: [difference?.reason, reason].filter(Boolean).join("; "),
      },
    },
  };
}

/** The options of one part with those settings that are about it. */
function setOptions(
  options: Choice["options"],
  settings: Settings,
  part: WithOptions,
  origin: string,
): Choice["options"] {
  const own = Object.entries(settings)
    .filter(([setting]) => setting.startsWith(`${part.name}.`))
    .map(([setting, value]) => [setting.slice(part.name.length + 1), value] as const);
  const known = Object.keys({ ...defaultOptions(part), ...options });
  for (const [option] of own) {
    if (known.includes(option)) continue;
    throw usageError(`${origin}: ${part.name} has no option "${option}"${hint(option, known)}`);
  }
  const values = own.map(([option, value]) =>
    [option, isShare(options[option]) ? { kind: "fraction", fraction: value } : value] as const
  );
  return { ...validOptions(part, { ...options, ...Object.fromEntries(values) }, origin) };
}

/** Whether an option is a length of the budget, of which a number sets the share. */
function isShare(value: unknown): boolean {
  return typeof value === "object" && value !== null && "kind" in value;
}
