/**
 * Stands in for the worker process: the same arguments, messages, files and exit codes, without
 * training. What it does is chosen by `spec.schedule.options`, by the key `<model><seed>`, else
 * `<model>`; without either it succeeds.
 */
import type { Job, WorkerMessage } from "../../src/spec/mod.ts";
import { accuracyOf } from "../../src/store/correct_examples.ts";
import { beginRun } from "../../src/store/run_writer.ts";
import {
  exampleCurvePoint,
  exampleEnvironment,
  exampleOutcome,
  examplePredictions,
} from "./study_fixture.ts";

/** The command line that starts this worker. */
export const FAKE_WORKER = [Deno.execPath(), "run", "-A", import.meta.url] as const;

function say(message: WorkerMessage) {
  console.log(JSON.stringify(message));
}

async function succeed(job: Job, seedOfResults: number) {
  const predictions = examplePredictions({ seed: seedOfResults });
  const accuracy = accuracyOf(predictions);
  const writer = await beginRun(job.runsDirectory, job.runId);
  await writer.writeSpec(job.spec);
  await writer.writeEnvironment(exampleEnvironment());
  await writer.appendCurvePoint(exampleCurvePoint(1));
  await writer.writePredictions(predictions);
  say({
    type: "progress",
    progress: 0.5,
    spend: exampleCurvePoint(0.5).spend,
    trainLoss: NaN,
    validationAccuracy: null,
  });
  await writer.finish(exampleOutcome(job.runId, accuracy, predictions.examples));
  say({ type: "finished", status: "completed", testAccuracy: accuracy });
}

async function run(job: Job) {
  const { model, seed, schedule } = job.spec;
  const behaviour = schedule.options[`${model.name}${seed}`] ?? schedule.options[model.name];
  // The process id lets a test see that the process is gone.
  say({ type: "started", backend: job.spec.backend, device: String(Deno.pid) });
  switch (behaviour) {
    case undefined:
      return await succeed(job, seed);
    case "ignore the seed":
      return await succeed(job, 1);
    case "fail":
      say({ type: "error", code: 1, message: "the loss is not a number" });
      return Deno.exit(1);
    case "unfit machine":
      say({ type: "error", code: 3, message: "the self-test failed" });
      return Deno.exit(3);
    case "garbage":
      console.log('A banner of a library\n{"type":"unknown"}\n{not json');
      return;
    case "crash":
      await beginRun(job.runsDirectory, job.runId);
      throw new Error("Cannot read the tensor");
    case "corrupt":
      await Deno.mkdir(`${job.runsDirectory}/${job.runId}`);
      await Deno.writeTextFile(`${job.runsDirectory}/${job.runId}/outcome.json`, "{");
      return;
    case "interrupted":
      Deno.kill(Deno.pid, "SIGINT");
      setInterval(() => undefined, 1000);
      return;
    case "hang":
      setInterval(() => undefined, 1000);
      return;
    default:
      throw new Error(`No such behaviour: ${behaviour}`);
  }
}

if (import.meta.main) {
  const [mode, path] = Deno.args;
  const job: Job = JSON.parse(await Deno.readTextFile(path!));
  if (mode === "run") {
    await run(job);
  } else if (job.spec.schedule.options[job.spec.model.name] === "unfit machine") {
    say({ type: "error", code: 3, message: "the self-test failed" });
    Deno.exit(3);
  } else {
    const estimate = { startup: 1, secondsPerStep: 0.5, steps: 20, evaluation: 2, total: 13 };
    say({ type: "estimate", estimate });
  }
}
