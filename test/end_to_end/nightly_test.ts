import { join } from "node:path";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { nightlyFixture } from "../support/nightly_fixture.ts";
import { inTemporaryFolder } from "../support/temporary_folder.ts";

const linesOf = async (path: string) => (await Deno.readTextFile(path)).trimEnd().split("\n");

Deno.test("nights: identical, regressed with a planted regression, still, recovered", () =>
  inTemporaryFolder(async (folder) => {
    const { history, night } = nightlyFixture(folder);
    const told = join(folder, "told.jsonl");
    const heard = join(folder, "heard.txt");
    const flags = [
      ...["--gate", "regressed,failed", "--notify", `file:${told}`],
      ...["--notify", `cmd:echo "$CTM_NIGHTLY_STATE $CTM_NIGHTLY_NIGHT" >> '${heard}'`],
    ];

    const first = await night({}, flags);
    assertEquals([first.code, first.record.pinned], [0, true]);
    assertEquals(first.record.identity.kind, "none");
    assertStringIncludes(first.printed.join("\n"), "pinned, as the first complete night");

    const same = await night({}, flags);
    assertEquals(same.code, 0);
    assertEquals(same.record.identity, { kind: "identical", runs: 15 });
    assertStringIncludes(same.printed.join("\n"), "identical (15 runs)");
    assertEquals(same.record.baseline, first.record.night);

    const planted = await night({ lstm: { worse: 0.08 } }, flags);
    assertEquals(planted.code, 5);
    assertStringIncludes(planted.message, "accuracy of lstm regressed");
    assertEquals(planted.record.identity, { kind: "changed", runs: 15, identical: 10 });
    assertEquals(
      planted.record.judgements.filter(({ metric }) => metric === "accuracy")
        .map(({ trial, verdict }) => [trial, verdict]),
      [["ctm", "identical"], ["lstm", "regressed"], ["cnn", "identical"]],
    );
    assertEquals(planted.record.tripped, ["regressed"]);
    assertEquals((await linesOf(told)).length, 1);

    // Red again: the gate still trips, nobody is told again.
    const still = await night({ lstm: { worse: 0.08 } }, flags);
    assertEquals([still.code, still.record.changes.new], [5, []]);
    assertEquals(still.record.changes.still, ["regressed: lstm accuracy", "regressed: lstm loss"]);
    assertEquals((await linesOf(told)).length, 1);

    const recovered = await night({}, flags);
    assertEquals(recovered.code, 0);
    assertEquals(recovered.record.identity.kind, "identical");
    const announcements = (await linesOf(told)).map((line) => JSON.parse(line));
    assertEquals(announcements.map(({ state }) => state), ["new", "recovered"]);
    assertEquals(announcements[1].recovered, [
      "regressed: lstm accuracy",
      "regressed: lstm loss",
    ]);
    assertEquals(await linesOf(heard), [
      `new ${planted.record.night}`,
      `recovered ${recovered.record.night}`,
    ]);
    assertEquals((await linesOf(join(history, "history.jsonl"))).length, 5);
    assertEquals(recovered.page!.history.length, 5);
    assertEquals(recovered.page!.pinned, first.record.night);
  }));

Deno.test("without a gate a regression is told and the exit code is 0", () =>
  inTemporaryFolder(async (folder) => {
    const { night } = nightlyFixture(folder);
    await night();
    const planted = await night({ cnn: { worse: 0.1 } });
    assertEquals(planted.code, 0);
    assertEquals(planted.record.alarms.map(({ kind }) => kind), ["regressed", "regressed"]);
    assertStringIncludes(planted.printed.join("\n"), "REGRESSED: accuracy of cnn");
  }));

Deno.test("nothing measured is exit code 4 whatever is gated, and is told once", () =>
  inTemporaryFolder(async (folder) => {
    const { night } = nightlyFixture(folder);
    const told = join(folder, "told.jsonl");
    const all = { ctm: "fail", lstm: "fail", cnn: "fail" } as const;
    const flags = ["--notify", `file:${told}`, "--gate", "regressed,failed"];
    const empty = await night(all, flags);
    assertEquals(empty.code, 4);
    assertStringIncludes(empty.message, "nothing was measured");
    assertEquals([empty.record.pinned, empty.record.exit], [false, 4]);
    const again = await night(all, flags);
    assertEquals(again.code, 4);
    assertEquals((await linesOf(told)).length, 1);
    // The first whole night is pinned, not an empty one before it.
    assertEquals((await night({}, flags)).record.pinned, true);
  }));

Deno.test("a missing run is exit code 4, and 5 where failures are gated", () =>
  inTemporaryFolder(async (folder) => {
    const { night } = nightlyFixture(folder);
    await night();
    const behaviour = { ctm: { failSeed: 3 } };
    const open = await night(behaviour);
    assertEquals(open.code, 4);
    assertStringIncludes(open.message, "1 of 15 runs are missing");
    assertEquals((await night(behaviour, ["--gate", "failed"])).code, 5);
    // Fewer than five pairs are no verdict.
    const ctm = open.record.judgements.find(({ trial }) => trial === "ctm")!;
    assertEquals(ctm.verdict, "inconclusive");
  }));

Deno.test("a suite that shrank or became another one is an alarm, not a success", () =>
  inTemporaryFolder(async (folder) => {
    const { night } = nightlyFixture(folder);
    await night();
    const fewer = await night({}, ["--models", "ctm,lstm"]);
    assertEquals(fewer.code, 4);
    assertStringIncludes(fewer.message, "the baseline's trial cnn is not in the suite");
    const seeds = await night({}, ["--seeds", "4"]);
    assertEquals(seeds.code, 4);
    assertStringIncludes(seeds.message, "ctm has 4 runs, the baseline 5");
    const other = await night({}, ["--budget", "examples=320"]);
    assertEquals(other.code, 4);
    assertStringIncludes(other.message, "the budget is examples=320, in the baseline examples=640");
    assertEquals(other.record.judgements, []);
    // Accepted on purpose, it is the suite of the nights to come.
    const pinned = await night({}, ["--budget", "examples=320", "--pin"]);
    assertEquals(pinned.record.pinned, true);
    const next = await night({}, ["--budget", "examples=320"]);
    assertEquals([next.code, next.record.identity.kind], [0, "identical"]);
  }));

Deno.test("a changed setting is the same suite: what changed is named beside the verdict", () =>
  inTemporaryFolder(async (folder) => {
    const { night } = nightlyFixture(folder);
    await night();
    const changed = await night({ ctm: { worse: 0, code: 2 } }, ["--learning-rate", "0.01"]);
    assertEquals(changed.code, 0);
    assertEquals(changed.record.settings, ["optimiser.options.learningRate: 0.001 -> 0.01"]);
    const [ctm] = changed.record.judgements;
    assert(["same", "inconclusive"].includes(ctm!.verdict!), ctm!.verdict!);
  }));

Deno.test("the models are compared at a look only: a night that is pinned", () =>
  inTemporaryFolder(async (folder) => {
    const { night } = nightlyFixture(folder);
    const first = await night();
    assertEquals(first.record.models.map(({ look }) => look), [true, true]);
    const verdicts = first.record.models.map(({ verdict }) => verdict);
    const second = await night({ cnn: { worse: 0.2 } });
    assertEquals(second.record.models.map(({ look }) => look), [false, false]);
    assertEquals(second.record.models.map(({ verdict }) => verdict), verdicts);
    assertEquals(second.record.models[0]!.lookNight, first.record.night);
    assertStringIncludes(second.printed.join("\n"), "not a look");
    assert(second.record.models[1]!.difference! > first.record.models[1]!.difference!);
  }));

Deno.test("who could not be told is told the next night, and the exit code says so", () =>
  inTemporaryFolder(async (folder) => {
    const { night } = nightlyFixture(folder);
    const told = join(folder, "told.txt");
    const planted = { ctm: { worse: 0.1 } };
    await night();
    const deaf = await night(planted, ["--notify", "cmd:echo secret-token >&2; exit 7"]);
    assertEquals(deaf.code, 1);
    assertEquals(deaf.record.deliveries, [{ channel: "command", failure: "exit code 7" }]);
    assertEquals(JSON.stringify(deaf.record).includes("secret-token"), false);
    const next = await night(planted, ["--notify", `file:${told}`]);
    assertEquals([next.code, next.record.changes.new.length], [0, 2]);
    assertEquals((await linesOf(told)).length, 1);
    await night(planted, ["--notify", `file:${told}`]);
    assertEquals((await linesOf(told)).length, 1);
  }));

Deno.test("a history that is not whole stops the night before anything is run", () =>
  inTemporaryFolder(async (folder) => {
    const { history, night } = nightlyFixture(folder);
    await night();
    await night();
    const path = join(history, "history.jsonl");
    const good = await Deno.readTextFile(path);
    const nights = async () =>
      (await Array.fromAsync(Deno.readDir(join(history, "nights")))).length;
    for (
      const [text, message] of [
        [good.replace(`"schema":1`, `"schema":`), "line 1"],
        [good.slice(0, -20), "cut off"],
        [good.split("\n")[0] + "\n", "has lost the night"],
        ["", "has lost the night"],
        [good + good, "same night"],
        [good.replace(`"schema":1`, `"schema":2`), "later version"],
      ] as const
    ) {
      await Deno.writeTextFile(path, text);
      const stopped = await night();
      assertEquals(stopped.code, 1, message);
      assertStringIncludes(stopped.message, message);
      assertEquals(await Deno.readTextFile(path), text, "the history is untouched");
      assertEquals(await nights(), 2, "nothing was run");
    }
    await Deno.remove(path);
    const gone = await night();
    assertEquals(gone.code, 1);
    assertStringIncludes(gone.message, "cat ");
    // The command of the message repairs it.
    const repair = /with: (cat .*)$/.exec(gone.message)![1]!;
    assert((await new Deno.Command("sh", { args: ["-c", repair] }).output()).success);
    assertEquals(await Deno.readTextFile(path), good);
    assertEquals((await night()).code, 0);
  }));
