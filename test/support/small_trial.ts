import { join } from "node:path";
import { prepareData } from "../../datasets/mod.ts";
import { PRESETS } from "../../src/catalog.ts";
import { type Job, type RunSpec, runSpecSchema } from "../../src/spec/mod.ts";

/** Three steps of a small LSTM that learns parity. */
function smallSpec(learningRate: number): RunSpec {
  const { sweep } = PRESETS.find(({ name }) => name === "parity")!;
  const lstm = sweep.models.find(({ name }) => name === "lstm")!;
  return runSpecSchema.parse({
    schema: 1,
    problem: sweep.problem,
    dataset: sweep.dataset,
    model: { name: "lstm", options: { ...lstm.options, width: 4, ticks: 2 } },
    optimiser: { ...sweep.optimiser, options: { ...sweep.optimiser.options, learningRate } },
    schedule: sweep.schedule,
    batchSize: 4,
    budget: { kind: "steps", steps: 3 },
    evaluation: {
      ...sweep.evaluation,
      points: 1,
      validationExamples: 8,
      testExamples: 8,
      batchSize: 8,
    },
    backend: "cpu",
    seed: 5,
  });
}

/** A trial of it, whose folder is `tuning/lstm` below `folder`. */
export async function smallJob(folder: string, learningRate = 0.01): Promise<Job> {
  const spec = smallSpec(learningRate);
  const location = { dataDirectory: null, cacheDirectory: folder, log: () => {} };
  const data = await prepareData(spec.dataset, location);
  return {
    schema: 1,
    runId: "0123456789abcdef",
    spec,
    code: "c",
    git: null,
    driver: { lockFile: null, flags: {}, notices: [] },
    claim: null,
    dataSha256: data.sha256,
    cacheDirectory: folder,
    runsDirectory: join(folder, "tuning", "lstm"),
  };
}
