import { basename, dirname, join, relative } from "node:path";
import { assert, assertEquals, assertNotEquals, assertRejects } from "@std/assert";
import { bench, type BenchServices } from "../../../src/cli/bench.ts";
import { conclude, type ConcludeServices } from "../../../src/cli/conclude.ts";
import { report } from "../../../src/cli/report.ts";
import { hashInputs, reportInputs } from "../../../src/cli/report_record.ts";
import { writeReport } from "../../../src/report/write_report.ts";
import { BenchError } from "../../../src/spec/errors.ts";
import { filesBelow, readStudy } from "../../../src/store/mod.ts";
import { exampleClaimContent } from "../../support/example_claim.ts";
import { fakeCatalog, fakeData, type FakeShape } from "../../support/fake_catalog.ts";
import { inlineExecutor } from "../../support/inline_executor.ts";
import { exampleIdentity, exampleSweep } from "../../support/study_fixture.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

/** A study or a claim whose reports are small files, and what was made and printed. */
function setUp(folder: string, failing: readonly string[] = []) {
  const made: string[] = [];
  const printed: string[] = [];
  const executor = inlineExecutor(
    "run",
    ({ model, seed }) =>
      failing.includes(`${model.name}${seed}`)
        ? "failed"
        : { ctm: 0.8, lstm: 0.6, cnn: 0.9 }[model.name] ?? 0.5,
  );
  const concluding: ConcludeServices = {
    programHash: () => Promise.resolve("program"),
    async writeReport({ generated }, directory) {
      made.push(basename(directory));
      for (const name of ["tables", "charts"]) {
        await Deno.mkdir(join(directory, name), { recursive: true });
      }
      for (const name of FAKE_FILES) await Deno.writeTextFile(join(directory, name), generated);
    },
    print: (line) => printed.push(line),
  };
  const services: BenchServices<FakeShape> = {
    ...concluding,
    catalog: {
      ...fakeCatalog,
      presets: [{ name: "quick", description: "", sweep: exampleSweep() }],
    },
    cacheDirectory: () => folder,
    prepareData: ({ name }) => Promise.resolve({ ...fakeData, name }),
    chooseBackend: () => Promise.resolve({ name: "wasm", reason: "for this test" }),
    codeIdentity: () => Promise.resolve(exampleIdentity()),
    executor,
    probe: () => Promise.reject(new Error("nothing is probed here")),
    write: () => undefined,
    columns: () => null,
    colour: false,
    now: () => performance.now(),
    cores: 1,
  };
  /** The reports that `action` makes, and what it prints. */
  const observe = async (action: () => Promise<void>) => {
    made.length = 0;
    printed.length = 0;
    await action();
    return { made: [...made], printed: [...printed] };
  };
  return {
    concluding,
    observe,
    bench: (args: readonly string[], change: Partial<typeof services> = {}) =>
      observe(() => bench(args, { ...services, ...change }, new AbortController().signal)),
  };
}

const FAKE_FILES = ["report.html", "report.md", "report.json", "tables/runs.csv", "charts/a.svg"];

/** A finished study with its report, and the command that made it. */
async function finishedStudy(folder: string) {
  const study = join(folder, "study");
  const { bench, ...rest } = setUp(folder);
  const run = (change: Parameters<typeof bench>[1] = {}) => bench(["--out", study], change);
  const first = await run();
  assertEquals(first.made, ["study"]);
  return { study, run, first, ...rest };
}

Deno.test("a finished study that nothing changed in is not reported anew, and says the same", () =>
  inTemporaryFolder(async (folder) => {
    const { study, run, first, observe, concluding } = await finishedStudy(folder);
    const before = await Deno.readTextFile(join(study, "report.json"));
    assertEquals(await run(), { made: [], printed: first.printed });
    assertEquals(await Deno.readTextFile(join(study, "report.json")), before);
    // Asked for by name, a report is always made.
    assertEquals((await observe(() => report([study], concluding))).made, ["study"]);
    assertEquals((await run()).made, []);
    // Where it lies makes no difference, except in what is printed.
    const moved = join(folder, "moved");
    await Deno.rename(study, moved);
    const kept = await observe(() => conclude(moved, concluding, { keep: true }));
    assertEquals(kept.made, []);
    assertEquals(kept.printed, [
      ...first.printed.slice(0, -1),
      `report: ${join(moved, "report.html")}`,
    ]);
  }));

Deno.test("what is not whole of a report makes it anew: files, and the record itself", () =>
  inTemporaryFolder(async (folder) => {
    const { study, run } = await finishedStudy(folder);
    const damages: readonly (readonly [string, () => Promise<void>])[] = [
      ...FAKE_FILES.flatMap((name) => {
        const path = join(study, name);
        return [
          [`${name} removed`, () => Deno.remove(path)],
          [`${name} damaged`, () => Deno.writeTextFile(path, "!", { append: true })],
        ] as const;
      }),
      ["record removed", () => Deno.remove(join(study, "report_record.json"))],
      ["record cut off", () => Deno.truncate(join(study, "report_record.json"), 100)],
      ["record of another form", () => Deno.writeTextFile(join(study, "report_record.json"), "{}")],
    ];
    for (const [what, damage] of damages) {
      await damage();
      assertEquals((await run()).made, ["study"], what);
      assertEquals((await run()).made, [], `after ${what}`);
    }
  }));

Deno.test("another program and every file of a study that a report may read make it anew", () =>
  inTemporaryFolder(async (folder) => {
    const { study, run } = await finishedStudy(folder);
    const other = { programHash: () => Promise.resolve("other") };
    assertEquals((await run(other)).made, ["study"]);
    assertEquals((await run(other)).made, []);
    assertEquals((await run()).made, ["study"]);
    // Without knowing the program, nothing can be said to be unchanged.
    assertEquals((await run({ programHash: undefined })).made, ["study"]);

    const later = [
      "sanity.json",
      "tuning.json",
      "night.json",
      "challenges/1.json",
      "variants/a.json",
    ];
    for (const name of later) {
      await Deno.mkdir(dirname(join(study, name)), { recursive: true });
      await Deno.writeTextFile(join(study, name), "{}");
    }
    const unread = [...FAKE_FILES, "report_record.json"];
    let read = 0;
    for (const path of await filesBelow(study)) {
      const name = relative(study, path);
      const before = await hashInputs(study, "program");
      const content = await Deno.readFile(path);
      await Deno.writeFile(path, Uint8Array.of(...content, 32));
      const counts = !unread.includes(name);
      const change = await hashInputs(study, "program");
      assertEquals(change !== before, counts, `${name} changed`);
      await Deno.remove(path);
      // The plan says whether there is a claim to look at.
      assertEquals(await hashInputs(study, "program") !== before, counts, `${name} removed`);
      await Deno.writeFile(path, content);
      assertEquals(await hashInputs(study, "program"), before, `${name} restored`);
      if (counts) read++;
    }
    // Plan, command, five later ones, and five of each of the six runs with their checksums.
    assert(read >= 7 + 6 * 6, `${read}`);
    const before = await hashInputs(study, "program");
    await Deno.writeTextFile(join(study, "runs", "new.log"), "");
    assertNotEquals(await hashInputs(study, "program"), before, "a file more");
  }));

Deno.test("locks, and weights, are no reason for another report", () =>
  inTemporaryFolder(async (folder) => {
    const { study, run } = await finishedStudy(folder);
    const { runs: [first] } = await readStudy(study);
    for (const name of [".lock", "runs/a.lock", `runs/${first!.id}/parameters.safetensors`]) {
      await Deno.writeTextFile(join(study, name), "1");
      assertEquals((await run()).made, [], name);
    }
  }));

Deno.test("everything that a report is made from is among its inputs", () =>
  inTemporaryFolder(async (folder) => {
    const { study, concluding } = await finishedStudy(folder);
    const read = await pathsRead(folder, () => conclude(study, { ...concluding, writeReport }));
    const inputs = await reportInputs(study);
    const outputs = ["report_record.json", ...FAKE_FILES].map((name) => join(study, name));
    const made = (path: string) =>
      outputs.includes(path) || ["tables", "charts"].includes(basename(dirname(path)));
    const runs = inputs.filter((path) => basename(path) === "outcome.json");
    assertEquals(runs.length, 6);
    for (const path of runs) assert(read.has(path), "the trace sees what is read");
    for (const path of read) assert(inputs.includes(path) || made(path), path);
  }));

/** The files below `folder` that are opened and exist. */
async function pathsRead(folder: string, action: () => Promise<void>): Promise<Set<string>> {
  const found = new Set<string>();
  const { open, readFile, readTextFile, openSync, readFileSync, readTextFileSync } = Deno;
  const seen = <Given extends readonly unknown[], Result>(
    read: (...given: Given) => Result,
  ): (...given: Given) => Result =>
  (...given) => {
    const path = String(given[0]);
    if (path.startsWith(folder) && !path.endsWith(".tmp") && isFile(path)) found.add(path);
    return read(...given);
  };
  Object.assign(Deno, {
    open: seen(open),
    readFile: seen(readFile),
    readTextFile: seen(readTextFile),
    openSync: seen(openSync),
    readFileSync: seen(readFileSync),
    readTextFileSync: seen(readTextFileSync),
  });
  try {
    await action();
  } finally {
    Object.assign(Deno, { open, readFile, readTextFile, openSync, readFileSync, readTextFileSync });
  }
  return found;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

Deno.test("a report that was cut off, or of a study that is not whole, is made again", () =>
  inTemporaryFolder(async (folder) => {
    const { study, run } = await finishedStudy(folder);
    await Deno.remove(join(study, "report.md"));
    const broken = { writeReport: () => Promise.reject(new Error("killed")) };
    await assertRejects(() => run(broken), Error, "killed");
    await Deno.writeTextFile(join(study, "report.md"), "as it was");
    assertEquals((await run()).made, ["study"]);

    const partial = join(folder, "partial");
    const failing = setUp(folder, ["lstm2"]);
    for (let time = 0; time < 2; time++) {
      const { made } = await failing.observe(async () => {
        const error = await assertRejects(
          () => failing.bench(["--out", partial]).then(() => undefined),
          BenchError,
        );
        assertEquals(error.code, 4);
      });
      assertEquals(made, ["partial"]);
    }
  }));

Deno.test("the report of a claim's study is made anew when another study or the claim changes", () =>
  inTemporaryFolder(async (folder) => {
    const claim = join(folder, "claim.jsonc");
    const out = join(folder, "out");
    const register = (change: Record<string, unknown> = {}) =>
      Deno.writeTextFile(claim, JSON.stringify(exampleClaimContent(change)));
    await register();
    const { bench } = setUp(folder);
    const run = () => bench(["--claim", claim, "--out", out]);
    assertEquals((await run()).made, ["mnist", "fashion-mnist"]);
    // The first report was made when the second study had not begun.
    assertEquals((await run()).made, ["mnist"]);
    assertEquals((await run()).made, []);
    const { runs: [victim] } = await readStudy(join(out, "fashion-mnist"));
    await Deno.writeTextFile(join(out, "fashion-mnist", "runs", victim!.id, "note.txt"), "seen");
    assertEquals((await run()).made, ["mnist", "fashion-mnist"]);
    await register({ refutedBy: "the LSTM leads" });
    assertEquals((await run()).made, ["mnist", "fashion-mnist"]);
    // The second study got its plan with the changed claim after the first report.
    assertEquals((await run()).made, ["mnist"]);
    assertEquals((await run()).made, []);
  }));
