import { z } from "zod";
import type { Blueprint } from "./blueprint.ts";
import { parseJsonObject } from "./json_object.ts";
import { MODEL_NAMES, planModel } from "./plan_model.ts";
import { parseOrRefuse } from "./refuse.ts";

const size = z.int().positive();

/** One of our models with its options and its problem, as the metadata of its file has it. */
const descriptionSchema = z.strictObject({
  name: z.enum(MODEL_NAMES),
  options: z.record(z.string(), z.unknown()),
  shape: z.object({
    height: size,
    width: size,
    channels: size,
    positions: size,
    classes: size,
    presentation: z.discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("attended") }),
      z.strictObject({ kind: z.literal("direct") }),
      z.strictObject({
        kind: z.literal("questions"),
        meanDigits: z.number(),
        meanOperations: z.number(),
        repeats: z.strictObject({ digit: size, part: size, answer: size }),
      }),
    ]),
  }),
});

/**
 * The blueprint of one of our models from the metadata of its file.
 *
 * @param text JSON of its name, options and shape.
 * @throws {BenchError} With exit code 2 if it is something else.
 */
export function ourBlueprint(text: string): Blueprint {
  const what = "the model in its metadata";
  const value = parseJsonObject(text, what);
  const { name, options, shape } = parseOrRefuse(descriptionSchema, value, what);
  return { kind: name, model: name, shape, ...planModel(name, options, { shape, names: [] }) };
}
