import type { Blueprint } from "./blueprint.ts";
import type { StateDictionary } from "./check_state.ts";

/** A short description of a checked checkpoint, a line each. */
export function modelTable(
  { kind, model, options, size, shape }: Blueprint,
  state: StateDictionary,
): string[] {
  const { positions, classes, presentation } = shape;
  const ticks = Number(options.ticks);
  const repeats = presentation.kind === "questions" ? presentation.repeats : null;
  const ticksText = repeats === null
    ? String(ticks)
    : `${ticks * repeats.digit} for an image, ${ticks * repeats.part} for a part of the question, ${
      ticks * repeats.answer
    } to answer`;
  return [
    ["model", kind],
    ["parameters", size.parameters.toLocaleString("en-US")],
    ["tensors", `${state.size}, all of the right name and shape`],
    ...model === "cnn" ? [] : [["ticks", ticksText]],
    ["answers", `${positions} of ${classes} classes`],
  ].map(([name, text]) => `${name!.padEnd(12)}${text}`);
}
