import { join } from "node:path";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Announcement } from "../../../src/nightly/announcement.ts";
import { notify, type NotifyServices } from "../../../src/nightly/notify.ts";
import { runCommand } from "../../../src/nightly/run_command.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

const ANNOUNCEMENT: Announcement = {
  night: "2026-01-01-021700",
  state: "new",
  new: ["accuracy of $(touch broken) `ctm` \"'; regressed"],
  still: [],
  recovered: [],
  page: "results/nightly/index.html",
};

const services = (folder: string): NotifyServices => ({
  runCommand,
  append: (path, text) => Deno.writeTextFile(path, text, { append: true }),
  summaryPath: () => join(folder, "summary.md"),
});

Deno.test("a command gets names as data: nothing of them is run", () =>
  inTemporaryFolder(async (folder) => {
    const heard = join(folder, "heard.txt");
    const piped = join(folder, "piped.json");
    const command =
      `cd '${folder}' && printf '%s' "$CTM_NIGHTLY_NEW" > '${heard}' && cat > '${piped}'`;
    const deliveries = await notify(ANNOUNCEMENT, {
      channels: [{ kind: "command", command }],
      summary: "",
      services: services(folder),
    });
    assertEquals(deliveries, [{ channel: "command", failure: null, words: "" }]);
    assertEquals(await Deno.readTextFile(heard), ANNOUNCEMENT.new[0]);
    assertEquals(JSON.parse(await Deno.readTextFile(piped)), ANNOUNCEMENT);
    const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
    assertEquals(names, ["heard.txt", "piped.json"]);
  }));

Deno.test("files and commands hear of changes only, the summary of every night", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "told.jsonl");
    const channels = [{ kind: "file", path: file }, { kind: "summary" }] as const;
    for (const state of ["new", "still", "quiet", "recovered"] as const) {
      await notify({ ...ANNOUNCEMENT, state }, {
        channels,
        summary: `${state}\n`,
        services: services(folder),
      });
    }
    const lines = (await Deno.readTextFile(file)).trimEnd().split("\n");
    assertEquals(lines.map((line) => JSON.parse(line).state), ["new", "recovered"]);
    assertEquals(
      await Deno.readTextFile(join(folder, "summary.md")),
      "new\nstill\nquiet\nrecovered\n",
    );
  }));

Deno.test("one channel that fails does not keep the others from hearing", () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, "told.jsonl");
    const deliveries = await notify(ANNOUNCEMENT, {
      channels: [
        { kind: "file", path: join(folder, "no", "such", "folder") },
        { kind: "command", command: "echo it is late >&2; exit 3" },
        { kind: "file", path: file },
      ],
      summary: "",
      services: services(folder),
    });
    assertEquals(deliveries.map(({ failure }) => failure), [
      "it cannot be written",
      "exit code 3",
      null,
    ]);
    assertEquals(deliveries[1]!.words, "it is late");
    assert((await Deno.stat(file)).size > 0);
  }));

Deno.test("a command that does not end is ended, one that does not read is fine", async () => {
  const input = { variables: {}, text: "x".repeat(1_000_000) };
  const hanging = await runCommand("sleep 60", input, 200);
  assert(hanging.code !== 0);
  assertStringIncludes(hanging.errors, "ended after 0.2 s");
  assertEquals((await runCommand("exec <&-; exit 0", input)).code, 0);
  // A child that goes on holds nothing up; it is ended here, by its own end.
  const begun = Date.now();
  assertEquals(await runCommand("sleep 20 & echo left >&2", { variables: {}, text: "" }), {
    code: 0,
    errors: "left\n",
  });
  assert(Date.now() - begun < 15_000);
});
