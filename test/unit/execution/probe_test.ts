import { assertEquals, assertRejects } from "@std/assert";
import { exitCodeOf, probe } from "../../../src/execution/probe.ts";
import { BenchError } from "../../../src/spec/errors.ts";
import type { Job } from "../../../src/spec/job.ts";
import { FAKE_WORKER } from "../../support/fake_worker.ts";
import { exampleRunSpec } from "../../support/study_fixture.ts";

function job(behaviour: string): Job {
  return {
    schema: 1,
    runId: "aa",
    spec: { ...exampleRunSpec(), schedule: { name: "cosine", options: { ctm: behaviour } } },
    code: "c",
    git: null,
    driver: { lockFile: null, flags: {}, notices: [] },
    claim: null,
    dataSha256: "d",
    cacheDirectory: "none",
    runsDirectory: "none",
  };
}

const options = { signal: new AbortController().signal, command: FAKE_WORKER };

Deno.test("probe() returns what the worker measured", async () => {
  const estimate = await probe(job("fine"), options);
  assertEquals(estimate, { startup: 1, secondsPerStep: 0.5, steps: 20, evaluation: 2, total: 13 });
});

Deno.test("probe() passes on the worker's message and exit code", async () => {
  const error = await assertRejects(
    () => probe(job("unfit machine"), options),
    BenchError,
    "the probe failed: the self-test failed",
  );
  assertEquals(error.code, 3);
});

Deno.test("a code that the program does not use, such as a crash's, is an internal error", () => {
  assertEquals([1, 2, 3, 7, 0, 139].map(exitCodeOf), [1, 2, 3, 7, 1, 1]);
});
