import { join } from "node:path";
import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { nightly } from "../../../src/nightly/nightly.ts";
import { nightlyServices } from "../../../src/nightly/nightly_services.ts";
import { BenchError } from "../../../src/spec/mod.ts";
import { tryLockFile } from "../../../src/store/mod.ts";
import { failingStudy, nightlyFixture } from "../../support/nightly_fixture.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

const namesIn = async (folder: string) =>
  (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();

Deno.test("--pin makes tonight the baseline, --baseline compares with another night", () =>
  inTemporaryFolder(async (folder) => {
    const { night } = nightlyFixture(folder);
    const worse = { ctm: { worse: 0.1 } };
    const first = await night();
    const pinned = await night(worse, ["--pin"]);
    // Compared with the old baseline, and the new one from now on.
    assertEquals([pinned.record.baseline, pinned.record.pinned], [first.record.night, true]);
    const next = await night(worse);
    assertEquals([next.record.baseline, next.record.identity.kind], [
      pinned.record.night,
      "identical",
    ]);
    const asked = await night(worse, ["--baseline", first.record.night]);
    assertEquals(asked.record.baseline, first.record.night);
    assertEquals(asked.record.alarms.length, 2);
    const unknown = await night(worse, ["--baseline", "2020-01-01-000000"]);
    assertEquals(unknown.code, 2);
    assertStringIncludes(unknown.message, "the latest are");
  }));

Deno.test("an incomplete night is pinned with --force only, an empty one never", () =>
  inTemporaryFolder(async (folder) => {
    const { night } = nightlyFixture(folder);
    const hole = { lstm: { failSeed: 2 } };
    const refused = await night(hole, ["--pin"]);
    assertEquals([refused.code, refused.record.pinned], [4, false]);
    assertStringIncludes(refused.record.notices.join(), "not pinned");
    assertEquals((await night(hole, ["--pin", "--force"])).record.pinned, true);
    const nothing = { ctm: "fail", lstm: "fail", cnn: "fail" } as const;
    assertEquals((await night(nothing, ["--pin", "--force"])).record.pinned, false);
  }));

Deno.test("--no-run writes the pages again and pins a night of the history", () =>
  inTemporaryFolder(async (folder) => {
    const { history, night } = nightlyFixture(folder);
    await night();
    const second = await night({ cnn: { worse: 0.05 } });
    const again = await night({}, ["--no-run"]);
    assertEquals([again.code, again.page!.history.length], [0, 2]);
    const pin = await night({}, ["--no-run", "--baseline", second.record.night, "--pin"]);
    assertEquals([pin.code, pin.page!.pinned], [0, second.record.night]);
    assertEquals((await namesIn(join(history, "nights"))).length, 2);
    assertEquals((await night({ cnn: { worse: 0.05 } })).record.identity.kind, "identical");
  }));

Deno.test("a baseline whose runs are gone stops the night, unless tonight takes its place", () =>
  inTemporaryFolder(async (folder) => {
    const { history, night } = nightlyFixture(folder);
    const first = await night();
    await Deno.remove(join(history, "nights", first.record.night), { recursive: true });
    const stopped = await night();
    assertEquals(stopped.code, 1);
    assertStringIncludes(stopped.message, "is gone; restore it");
    assertEquals(await namesIn(join(history, "nights")), []);
    const pinned = await night({}, ["--pin"]);
    assertEquals([pinned.code, pinned.record.pinned], [0, true]);
    assertStringIncludes(pinned.printed.join("\n"), "is gone");
  }));

Deno.test("data that cannot be had is a failed night with its own code, told like any other", () =>
  inTemporaryFolder(async (folder) => {
    const { night } = nightlyFixture(folder);
    const told = join(folder, "told.jsonl");
    await night();
    const study = failingStudy(
      folder,
      new BenchError("the data set is not there", 2),
    );
    const failed = await night({}, ["--notify", `file:${told}`], { study });
    assertEquals([failed.code, failed.record.failure?.message], [2, "the data set is not there"]);
    assertEquals(failed.record.trials, []);
    assertStringIncludes(await Deno.readTextFile(told), "nothing was measured");
  }));

Deno.test("a second night waits for nobody: it is refused while the first one runs", () =>
  inTemporaryFolder(async (folder) => {
    const { history, night } = nightlyFixture(folder);
    await night();
    await using lock = await tryLockFile(join(history, ".lock"));
    assert(lock !== null);
    const second = await night();
    assertEquals(second.code, 2);
    assertStringIncludes(second.message, "another night is running");
  }));

Deno.test("an interrupted night is not in the history, and the page names it", () =>
  inTemporaryFolder(async (folder) => {
    const { history, night } = nightlyFixture(folder);
    await night();
    const study = failingStudy(
      folder,
      new BenchError("interrupted", 130),
    );
    const interrupted = await night({}, [], { study });
    assertEquals(interrupted.code, 130);
    const next = await night();
    assertEquals([next.code, next.page!.history.length], [0, 2]);
    assertEquals(next.page!.interrupted, ["2026-01-02-021700"]);
    assertEquals((await namesIn(join(history, "nights"))).length, 3);
  }));

Deno.test("the speed is timed beside the baseline's code where the code changed", () =>
  inTemporaryFolder(async (folder) => {
    const { night } = nightlyFixture(folder);
    await night();
    const sides: string[] = [];
    let removed = 0;
    const change = {
      unpackBaseline: () =>
        Promise.resolve({
          kind: "unpacked" as const,
          command: ["baseline"] as const,
          remove: () => Promise.resolve(void removed++),
        }),
      probe: (_job: unknown, { command }: { readonly command: readonly string[] | null }) => {
        sides.push(command === null ? "B" : "A");
        const secondsPerStep = command === null ? 0.013 : 0.01;
        return Promise.resolve({ startup: 0, secondsPerStep, steps: 1, evaluation: 0, total: 1 });
      },
    };
    const same = await night({}, [], change);
    assertEquals([same.record.speed.kind, sides.length], ["none", 0]);
    const slower = await night({}, ["--gate", "slower"], { ...change, ...codeChanged(folder) });
    assertEquals(sides.join(""), "ABBAABBAABBA");
    assertEquals([slower.code, removed], [5, 1]);
    assertStringIncludes(slower.message, "1.30 times as long");
    const all = await night({}, ["--speed", "all"], { ...change, ...codeChanged(folder) });
    // Not gated, told all the same.
    assertEquals(all.code, 0);
    assertEquals(all.record.alarms.map(({ kind }) => kind), ["slower", "slower", "slower"]);
    const off = await night({}, ["--speed", "off"], { ...change, ...codeChanged(folder) });
    assertEquals(off.record.speed.kind, "none");
    const unfit = await night({}, [], {
      ...change,
      ...codeChanged(folder),
      probe: () => Promise.reject(new BenchError("the probe failed: too old", 1)),
    });
    assertEquals(unfit.record.speed, { kind: "none", reason: "the probe failed: too old" });
    assertEquals(removed, 3);
  }));

/** Other code of the worker, whose runs come out as before. */
function codeChanged(folder: string) {
  return {
    study: {
      ...nightlyFixture(folder).study({}),
      codeIdentity: () =>
        Promise.resolve({ code: "d", git: null, patch: null, lockFile: "l", notices: [] }),
    },
  };
}

Deno.test("wrong command lines end before anything is written", () =>
  inTemporaryFolder(async (folder) => {
    const history = join(folder, "history");
    const signal = new AbortController().signal;
    for (
      const [args, message] of [
        [["--config", join(folder, "none.jsonc")], "none.jsonc"],
        [["--tikcs", "3"], "--ticks"],
        [["--budget", "epochs=3"], "examples=N"],
        [["--notify", "summary"], "GITHUB_STEP_SUMMARY"],
      ] as const
    ) {
      const services = { ...nightlyServices(), summaryPath: () => null };
      const error = await assertRejects(
        () => nightly(["--history", history, ...args], services, signal),
        BenchError,
      );
      assertEquals(error.code, 2);
      assertStringIncludes(error.message, message);
    }
    assertEquals(await namesIn(folder), []);
  }));
