import { join } from "node:path";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { PRESETS, REFERENCES } from "../../../../src/catalog.ts";
import { readReferences } from "../../../../src/cli/sanity/read_references.ts";
import { BenchError } from "../../../../src/spec/mod.ts";
import { inTemporaryFolder } from "../../../support/temporary_folder.ts";

Deno.test("every recorded study is there, and its compared models have runs", async () => {
  for (const { folder, preset } of REFERENCES) {
    const found = await readReferences(folder);
    const { models } = PRESETS.find(({ name }) => name === preset)!.sweep;
    assertEquals(found.map(({ model }) => model), models.map(({ name }) => name), folder);
    for (const { validation, steps, source } of found) {
      assert(validation.length >= 2 && steps > 0, folder);
      assertEquals(source, `results/reference/${folder}`);
    }
  }
});

const HEAD = "model,label,role,parameters,flops_per_example,steps,status,validation_accuracy";

Deno.test("the runs of a model are gathered; exploratory cells and missing runs are left out", async () => {
  await inTemporaryFolder(async (folder) => {
    const tables = join(folder, "one", "tables");
    await Deno.mkdir(tables, { recursive: true });
    const rows = [
      'cnn,"cnn, wide",baseline,10,20,5,completed,0.5',
      "cnn,cnn,baseline,10,20,3,diverged,0.1",
      "cnn,cnn,baseline,10,20,,missing,",
      "ctm,ctm ticks=1,sweep,9,9,5,completed,0.4",
    ];
    await Deno.writeTextFile(join(tables, "runs.csv"), [HEAD, ...rows].join("\n"));
    assertEquals(await readReferences("one", folder), [{
      model: "cnn",
      source: "results/reference/one",
      parameters: 10,
      flopsPerExample: 20,
      steps: 5,
      validation: [0.5, 0.1],
    }]);
    assertEquals(await readReferences("none", folder), []);

    await Deno.writeTextFile(
      join(tables, "runs.csv"),
      `${HEAD}\ncnn,cnn,baseline,x,20,5,completed,0.5`,
    );
    const error = await assertRejects(() => readReferences("one", folder), BenchError);
    assertEquals(error.code, 1);
    assertStringIncludes(error.message, "runs.csv is corrupt");
  });
});
