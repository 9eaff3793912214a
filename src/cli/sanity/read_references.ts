import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { BenchError, type ConvergenceReference, EXIT } from "../../spec/mod.ts";

/** Where recorded studies are, in this project. */
const RECORDED = fileURLToPath(new URL("../../../results/reference/", import.meta.url));

/** A row of `tables/runs.csv` as far as it is read here. */
const rowSchema = z.object({
  model: z.string(),
  role: z.enum(["reference", "baseline", "sweep"]),
  parameters: z.coerce.number(),
  flops_per_example: z.coerce.number(),
  steps: z.coerce.number(),
  status: z.enum(["completed", "diverged", "missing"]),
  validation_accuracy: z.coerce.number(),
});

/**
 * Reads how far each compared model of a recorded study got on validation, from the study's own table
 * of runs.
 *
 * @param folder Name below `results/reference/`.
 * @param recorded The folder of recorded studies.
 * @returns Empty where the study is not there.
 * @throws {BenchError} With exit code 1 if the table is corrupt.
 */
export async function readReferences(
  folder: string,
  recorded: string = RECORDED,
): Promise<ConvergenceReference[]> {
  const path = join(recorded, folder, "tables", "runs.csv");
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
  // Loaded when needed: most commands read no table.
  const { fromCSV } = await import("arquero");
  const rows = z.array(rowSchema).safeParse(fromCSV(text, { autoType: false }).objects());
  if (!rows.success) {
    const issue = rows.error.issues[0];
    throw new BenchError(
      `${path} is corrupt (${
        issue?.path.join(".")
      }: ${issue?.message}); restore it from the repository`,
      EXIT.internal,
    );
  }
  const found = new Map<string, ConvergenceReference>();
  for (const row of rows.data) {
    if (row.role === "sweep" || row.status === "missing") continue;
    const { model, parameters, flops_per_example: flopsPerExample } = row;
    const known = found.get(model);
    found.set(model, {
      model,
      source: `results/reference/${folder}`,
      parameters,
      flopsPerExample,
      // A run that diverged made fewer.
      steps: Math.max(known?.steps ?? 0, row.steps),
      validation: [...known?.validation ?? [], row.validation_accuracy],
    });
  }
  return [...found.values()];
}
