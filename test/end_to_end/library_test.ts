import { assert, assertEquals, assertRejects } from "@std/assert";
import { BenchError, PRESETS, train } from "../../mod.ts";

Deno.test("train() as a library: a run, its record, and no second training", async () => {
  const directory = await Deno.makeTempDir();
  const { sweep } = PRESETS[0]!;
  const cnn = sweep.models.find((model) => model.name === "cnn")!;
  const spec = {
    schema: 1,
    problem: sweep.problem,
    dataset: sweep.dataset,
    model: cnn,
    optimiser: sweep.optimiser,
    schedule: sweep.schedule,
    batchSize: 8,
    budget: { kind: "steps", steps: 4 },
    evaluation: { ...sweep.evaluation, points: 1 },
    backend: "wasm",
    seed: 7,
  } as const;
  try {
    const run = await train(spec, { directory });
    assertEquals(run.outcome.status, "completed");
    assertEquals(run.outcome.spend.steps, 4);
    assertEquals(run.curve.length, 1);
    assertEquals(run.environment.backend.name, "wasm");
    assert(run.outcome.test.examples === 10_000);
    assertEquals((await train(spec, { directory })).outcome, run.outcome);

    const unfit = { ...spec, backend: "tensorflow" } as const;
    await assertRejects(() => train(unfit, { directory }), BenchError, "not installed");
  } finally {
    await Deno.remove(directory, { recursive: true });
  }
});
