/**
 * Stands in for the worker process: the same arguments, messages, files and exit codes, without
 * training. What it does is chosen by `spec.schedule.options`, by the key `<model><seed>`, else
 * `<model>`; without either it succeeds.
 */
import { BenchError, DRIVEN, type Job, type WorkerMessage } from "../../src/spec/mod.ts";
import { accuracyOf } from "../../src/store/correct_examples.ts";
import { beginRun } from "../../src/store/run_writer.ts";
import { explainingStorage } from "../../src/store/storage_error.ts";
import { endWithDriver } from "../../src/worker/end_with_driver.ts";
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
  await writer.writeEnvironment({
    ...exampleEnvironment(),
    started: new Date().toISOString(),
    code: job.code,
    git: job.git,
    dataSha256: job.dataSha256,
    claim: job.claim,
    ...job.driver,
  });
  await writer.appendCurvePoint(exampleCurvePoint(1));
  await writer.writePredictions(predictions);
  await writer.writeParameters(Uint8Array.from({ length: 500 }, (_, index) => index));
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

/** Never ends by itself. */
function forever(): Promise<never> {
  return new Promise(() => setInterval(() => undefined, 1000));
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
    case "fail once":
      if (job.driver.notices.length > 0) return await succeed(job, seed);
      say({ type: "error", code: 1, message: "a bit flipped" });
      return Deno.exit(1);
    case "preempted once": {
      const mark = `${job.runsDirectory}/${job.runId}.checkpoint`;
      try {
        await Deno.writeTextFile(mark, "", { createNew: true });
      } catch {
        await Deno.remove(mark);
        return await succeed(job, seed);
      }
      return Deno.exit(75);
    }
    case "full disk":
      // Every write to this device fails as on a disk without space.
      return await explainingStorage(
        job.runsDirectory,
        () => Deno.writeTextFile("/dev/full", "x"),
      );
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
      return await forever();
    case "hang":
      return await forever();
    default:
      throw new Error(`No such behaviour: ${behaviour}`);
  }
}

if (import.meta.main) {
  if (Deno.args.includes(DRIVEN)) void endWithDriver();
  const [mode, path] = Deno.args;
  const job: Job = JSON.parse(await Deno.readTextFile(path!));
  if (mode === "run") {
    try {
      await run(job);
    } catch (error) {
      if (!(error instanceof BenchError)) throw error;
      say({ type: "error", code: error.code, message: error.message });
      Deno.exit(error.code);
    }
  } else if (job.spec.schedule.options[job.spec.model.name] === "unfit machine") {
    say({ type: "error", code: 3, message: "the self-test failed" });
    Deno.exit(3);
  } else {
    const estimate = { startup: 1, secondsPerStep: 0.5, steps: 20, evaluation: 2, total: 13 };
    say({ type: "estimate", estimate });
  }
  // Listening for the end of the driver would keep the process alive.
  Deno.exit(0);
}
