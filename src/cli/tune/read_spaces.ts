import { z } from "zod";
import { BenchError, EXIT, searchDimensionSchema, type SearchSpace } from "../../spec/mod.ts";
import { MOST_DIMENSIONS } from "./halton.ts";
import { readJsonc } from "./read_jsonc.ts";

const rangesSchema = z.record(
  z.string(),
  z.strictObject({
    low: z.number(),
    high: z.number(),
    scale: z.enum(["log", "linear", "integer"]),
  }),
);

/** Form of a file of search spaces. */
const spacesFileSchema = z.strictObject({
  name: z.string().min(1),
  /** Searched for every model. */
  all: rangesSchema.default({}),
  /** Searched for one model as well, in place of a range of the same name in `all`. */
  models: z.record(z.string(), rangesSchema).default({}),
});

/**
 * Reads the search space of each of `models` from a file such as
 * `{ "name": "mine", "all": { "optimiser.learningRate": { "low": 1e-4, "high": 1e-2, "scale": "log" } } }`.
 *
 * @throws {BenchError} With exit code 2 for a file of another form, and with exit code 7 where the
 * models have different numbers of searched settings.
 */
export async function readSpaces(
  path: string,
  models: readonly string[],
): Promise<Map<string, SearchSpace>> {
  const file = await readJsonc("space", path, spacesFileSchema);
  const spaces = new Map(models.map((model) => {
    const ranges = Object.entries({ ...file.all, ...file.models[model] });
    const dimensions = ranges.map(([setting, range]) => dimensionOf(path, setting, range));
    return [model, { name: file.name, dimensions }];
  }));
  requireEqualDimensions(spaces);
  return spaces;
}

function dimensionOf(
  path: string,
  setting: string,
  range: object,
): SearchSpace["dimensions"][number] {
  const result = searchDimensionSchema.safeParse({ setting, ...range });
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const why = issue?.path[0] === "setting"
    ? "expected optimiser.NAME, schedule.NAME or model.NAME"
    : `${issue?.path.join(".")}: ${issue?.message}`;
  throw new BenchError(`--space ${path}: ${setting}: ${why}`, EXIT.usage);
}

/**
 * Refuses spaces with different numbers of dimensions: a model with more to choose from has the better
 * chance.
 *
 * @throws {BenchError} With exit code 7; with exit code 2 for no dimension or too many.
 */
export function requireEqualDimensions(spaces: ReadonlyMap<string, SearchSpace>): void {
  const counts = [...spaces].map(([model, { dimensions }]) => ({
    model,
    count: dimensions.length,
  }));
  const beyond = counts.find(({ count }) => count < 1 || count > MOST_DIMENSIONS);
  if (beyond !== undefined) {
    throw new BenchError(
      `--space: ${beyond.model} has ${beyond.count} searched settings; expected 1 to ${MOST_DIMENSIONS}`,
      EXIT.usage,
    );
  }
  if (new Set(counts.map(({ count }) => count)).size <= 1) return;
  throw new BenchError(
    `--space: the models have different numbers of searched settings (${
      counts.map(({ model, count }) => `${model} ${count}`).join(", ")
    }); give each model equally many`,
    EXIT.unfair,
  );
}
