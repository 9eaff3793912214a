import { join } from "node:path";
import { assertEquals } from "@std/assert";
import { denoProgram, startWorker } from "../../../src/execution/worker_process.ts";
import type { Job } from "../../../src/spec/job.ts";
import { exampleRunSpec } from "../../support/study_fixture.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

const CONFIGURATION = new URL("../../../deno.json", import.meta.url).pathname;

/** Tries to write below and beside the folder of the runs; exit code 0 if only the first may be. */
const SCRIPT = `
const job = JSON.parse(await Deno.readTextFile(Deno.args[1]));
const tries = [job.runsDirectory + "/inside", job.runsDirectory + "-beside"].map((path) => {
  try {
    Deno.writeTextFileSync(path, "");
    return "written";
  } catch (error) {
    return error.name;
  }
});
console.log(tries.join());
`;

async function tries(folder: string, mode: "run" | "probe"): Promise<string> {
  const runsDirectory = join(folder, "runs");
  await Deno.mkdir(runsDirectory);
  const script = join(folder, "script.ts");
  await Deno.writeTextFile(script, SCRIPT);
  const job: Job = {
    schema: 1,
    runId: "aa",
    spec: exampleRunSpec(),
    code: "c",
    git: null,
    driver: { lockFile: null, flags: {}, notices: [] },
    claim: null,
    dataSha256: "d",
    cacheDirectory: folder,
    runsDirectory,
  };
  const set = [`--config=${CONFIGURATION}`, "--quiet", "--no-prompt", "-P=worker"];
  const worker = await startWorker(job, {
    command: [denoProgram(), "run", ...set, script],
    mode,
    jobFile: join(folder, "job.json"),
    logFile: join(folder, "log.txt"),
  });
  return (await worker.ended).lastWords;
}

Deno.test("a worker may write the runs of its study and nothing else", () =>
  inTemporaryFolder(async (folder) => {
    assertEquals(await tries(folder, "run"), "written,NotCapable");
  }));

Deno.test("a worker that only measures may write nothing", () =>
  inTemporaryFolder(async (folder) => {
    assertEquals(await tries(folder, "probe"), "NotCapable,NotCapable");
  }));
