import { join } from "node:path";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { EXIT } from "../../src/spec/errors.ts";
import { readRun } from "../../src/store/read_run.ts";
import { readStudy } from "../../src/store/read_study.ts";
import { FAKE_DRIVER } from "../support/fake_driver.ts";
import { canMount, inMountedFolder } from "../support/mounted_folder.ts";
import { inTemporaryFolder } from "../support/temporary_folder.ts";

interface Ended {
  readonly code: number;
  /** Standard error. */
  readonly errors: string;
}

/** Runs the driver on the study in `out`; the fake worker behaves as `behaviours` say. */
async function drive(
  out: string,
  { behaviours = {}, flags = [] }: {
    readonly behaviours?: { readonly [run: string]: string };
    readonly flags?: readonly string[];
  } = {},
): Promise<Ended> {
  const [program, ...args] = FAKE_DRIVER;
  const { code, stderr } = await new Deno.Command(program, {
    args: [...args, JSON.stringify(behaviours), "--out", out, ...flags],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  return { code, errors: new TextDecoder().decode(stderr) };
}

/** One line that begins with `error: ` ends what a task says; no stack trace. */
function assertOneLine({ errors }: Ended, text: string): void {
  const lines = errors.trimEnd().split("\n");
  const said = lines.filter((line) => line.startsWith("error: "));
  assertEquals(said.length, 1, errors);
  assertEquals(said[0], lines.at(-1));
  assertStringIncludes(said[0]!, text);
  assert(!errors.includes("    at "), errors);
}

/** Changes one bit in the middle of a file. */
async function flip(path: string): Promise<void> {
  const bytes = await Deno.readFile(path);
  bytes[Math.floor(bytes.length / 2)]! ^= 1;
  await Deno.writeFile(path, bytes);
}

/** Files of one finished run of the study in `out`, after which another one is missing. */
async function withOneMissing(out: string): Promise<(name: string) => string> {
  const { runs } = await readStudy(out);
  await Deno.remove(join(out, "runs", runs.at(-1)!.id), { recursive: true });
  return (name) => join(out, "runs", runs[0]!.id, name);
}

/** How a study is brought to an end, and what that must be. */
interface Scenario {
  readonly name: string;
  readonly code: number;
  /** Part of the one line; none where nothing went wrong. */
  readonly says?: string;
  readonly behaviours?: { readonly [run: string]: string };
  readonly flags?: readonly string[];
  /** What happens to a study that is finished before the command is given again. */
  readonly damage?: (out: string) => Promise<void>;
}

const UNFIT = "unfit machine";

const SCENARIOS: readonly Scenario[] = [
  { name: "a study that is done, whatever its verdict", code: EXIT.done },
  { name: "an unknown flag", code: EXIT.usage, flags: ["--tikcs", "3"], says: "--ticks" },
  { name: "a wrong number", code: EXIT.usage, flags: ["--timeout", "0"], says: "--timeout 0" },
  {
    name: "a machine that is unfit for every run",
    code: EXIT.environment,
    behaviours: { ctm: UNFIT, lstm: UNFIT, cnn: UNFIT },
    says: "the self-test failed",
  },
  {
    name: "a full disk",
    code: EXIT.environment,
    behaviours: { ctm2: "full disk", lstm2: "full disk", cnn2: "full disk" },
    says: "no space left",
  },
  {
    name: "a failed run, after which the others go on",
    code: EXIT.incomplete,
    behaviours: { ctm1: "fail" },
    says: "1 of 6 runs are missing",
  },
  {
    name: "--fail-fast, after which nothing goes on",
    code: EXIT.incomplete,
    behaviours: { ctm1: "fail" },
    flags: ["--fail-fast", "--jobs", "1"],
    says: "6 of 6 runs are missing",
  },
  {
    name: "a run that is ended for lasting too long",
    code: EXIT.incomplete,
    behaviours: { ctm1: "hang" },
    flags: ["--timeout", "10"],
    says: "ended after 10 s, the limit of --timeout",
  },
  {
    name: "a run that succeeds when tried again",
    code: EXIT.done,
    behaviours: { ctm1: "fail once" },
    flags: ["--retries", "1"],
  },
  {
    name: "seeds that gave identical results",
    code: EXIT.unsound,
    behaviours: { ctm: "ignore the seed" },
    says: "the seeds are not independent",
  },
  {
    name: "baselines that cannot be matched",
    code: EXIT.unfair,
    flags: ["--neurons", "100000"],
    says: "match",
  },
  {
    name: "a truncated plan",
    code: EXIT.internal,
    damage: (out) => Deno.truncate(join(out, "plan.json"), 1000),
    says: "plan.json is corrupt (not valid JSON)",
  },
  {
    name: "a plan of a newer version",
    code: EXIT.internal,
    damage: async (out) => {
      const path = join(out, "plan.json");
      const plan = JSON.parse(await Deno.readTextFile(path));
      await Deno.writeTextFile(path, JSON.stringify({ ...plan, schema: 9 }));
    },
    says: "made by a newer version of this program (schema 9; expected schema 1)",
  },
  ...["outcome.json", "environment.json"].map((name): Scenario => ({
    name: `an ${name} of a newer version`,
    code: EXIT.internal,
    damage: async (out) => {
      const path = (await withOneMissing(out))(name);
      const content = JSON.parse(await Deno.readTextFile(path));
      await Deno.writeTextFile(path, JSON.stringify({ ...content, schema: 2 }));
    },
    says: "made by a newer version of this program (schema 2; expected schema 1)",
  })),
  {
    name: "an outcome of another run",
    code: EXIT.internal,
    damage: async (out) => {
      const { runs } = await readStudy(out);
      const path = (run: number) => join(out, "runs", runs[run]!.id, "outcome.json");
      await Deno.copyFile(path(1), path(0));
    },
    says: "it belongs to run",
  },
  ...["outcome.json", "predictions.bin", "parameters.safetensors", "curve.jsonl"].map(
    (name): Scenario => ({
      name: `a flipped bit in ${name}`,
      code: EXIT.internal,
      damage: async (out) => await flip((await withOneMissing(out))(name)),
      says: `${name} is corrupt`,
    }),
  ),
  {
    name: "predictions that are gone",
    code: EXIT.internal,
    damage: async (out) => await Deno.remove((await withOneMissing(out))("predictions.bin")),
    says: "predictions.bin is corrupt (the file is missing)",
  },
];

for (const { name, code, says, behaviours, flags, damage } of SCENARIOS) {
  Deno.test(`exit code ${code}: ${name}`, () =>
    inTemporaryFolder(async (folder) => {
      const out = join(folder, "study");
      if (damage !== undefined) {
        assertEquals((await drive(out)).code, EXIT.done);
        await damage(out);
      }
      const ended = await drive(out, { behaviours, flags });
      assertEquals(ended.code, code, ended.errors);
      if (says !== undefined) assertOneLine(ended, says);
    }));
}

Deno.test("exit code 130: interrupted, and the same command continues", () =>
  inTemporaryFolder(async (folder) => {
    const out = join(folder, "study");
    const [program, ...args] = FAKE_DRIVER;
    const child = new Deno.Command(program, {
      args: [...args, JSON.stringify({ cnn2: "hang" }), "--out", out, "--jobs", "2"],
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const reader = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
    let errors = "";
    for (let interrupted = false;;) {
      const { done, value } = await reader.read();
      if (done) break;
      errors += value;
      // All others are finished: the one that hangs is under way, or about to be.
      if (!errors.includes("[5/6]") || interrupted) continue;
      interrupted = true;
      child.kill("SIGINT");
    }
    assertEquals((await child.status).code, EXIT.interrupted, errors);
    assertOneLine({ code: 130, errors }, "interrupted; the same command continues");
    assertEquals((await readStudy(out)).runs.length, 5);
  }));

const ignore = !await canMount();

Deno.test({
  name: "a disk that fills up leaves whole results only, and the study continues with more space",
  ignore,
  fn: () =>
    inMountedFolder("size=160k", async ({ folder, remount }) => {
      const out = join(folder, "study");
      const ended = await drive(out, { flags: ["--jobs", "1"] });
      assertEquals(ended.code, EXIT.environment, ended.errors);
      assertOneLine(ended, "no space left");
      const { plan } = await readStudy(out);
      let finished = 0;
      for (const { id } of plan.runs) {
        if (await readRun(join(out, "runs", id)) !== null) finished++;
      }
      assert(finished > 0 && finished < 6, `${finished} runs fitted`);
      await remount("size=10m");
      const continued = await drive(out);
      assertEquals(continued.code, EXIT.done, continued.errors);
      assertEquals((await readStudy(out)).runs.length, 6);
    }),
});

Deno.test({
  name: "a folder that cannot be written to is refused before anything is trained",
  ignore,
  fn: () =>
    inMountedFolder("ro", async ({ folder }) => {
      const ended = await drive(join(folder, "study"));
      assertEquals(ended.code, EXIT.usage, ended.errors);
      assertOneLine(ended, "the file system is read-only; choose a folder that can be written to");
      assertEquals(ended.errors.includes("[1/6]"), false);
    }),
});
