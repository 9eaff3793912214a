import { join } from "node:path";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { bench, type BenchServices } from "../../../../src/cli/bench.ts";
import type { ReportContent } from "../../../../src/cli/conclude.ts";
import { report } from "../../../../src/cli/report.ts";
import { verdict } from "../../../../src/cli/verdict.ts";
import type { Executor } from "../../../../src/execution/mod.ts";
import type { RunSpec } from "../../../../src/spec/mod.ts";
import { BenchError, EXIT } from "../../../../src/spec/errors.ts";
import { claimHash } from "../../../../src/spec/mod.ts";
import { readClaimLock, readStudy } from "../../../../src/store/mod.ts";
import { exampleClaim, exampleClaimContent } from "../../../support/example_claim.ts";
import { fakeCatalog, fakeData, type FakeShape } from "../../../support/fake_catalog.ts";
import { inlineExecutor } from "../../../support/inline_executor.ts";
import { inTemporaryFolder } from "../../../support/temporary_folder.ts";

/** What each model reaches, by `<model>@<data set>`, else by `<model>`. */
type Reached = Readonly<Record<string, number | "failed">>;

/** Accuracies under which the example claim holds. */
const HOLDS: Reached = { ctm: 0.8, lstm: 0.6, cnn: 0.9 };

/** What one command did. */
interface Observed {
  readonly printed: string[];
  readonly reports: ReportContent[];
  /** Run ids whose process was started. */
  readonly started: string[];
  shown: string;
  error: BenchError | null;
}

/** A claim in a temporary folder. */
function setUp(folder: string, reached: Reached = HOLDS) {
  const executor = inlineExecutor("run", reach(reached));
  const out = join(folder, "out");
  const file = join(folder, "claim.jsonc");
  const register = (change: Record<string, unknown> = {}) =>
    Deno.writeTextFile(file, `// A claim.\n${JSON.stringify(exampleClaimContent(change))}`);
  const observe = async (action: (observed: Observed) => Promise<void>): Promise<Observed> => {
    const observed: Observed = { printed: [], reports: [], started: [], shown: "", error: null };
    try {
      await action(observed);
    } catch (error) {
      if (!(error instanceof BenchError)) throw error;
      observed.error = error;
    }
    return observed;
  };
  const run = (
    args: readonly string[] = [],
    { change = {} }: { readonly change?: Partial<BenchServices<FakeShape>> } = {},
  ) =>
    observe((observed) =>
      bench(["--claim", file, "--out", out, ...args], {
        catalog: fakeCatalog,
        cacheDirectory: () => folder,
        prepareData: ({ name }) => Promise.resolve({ ...fakeData, name }),
        chooseBackend: () => Promise.resolve({ name: "wasm", reason: "for this test" }),
        codeIdentity: () =>
          Promise.resolve({ code: "c", git: null, patch: null, lockFile: null, notices: [] }),
        executor: {
          execute(jobs, options) {
            observed.started.push(...jobs.map((job) => job.runId));
            return executor.execute(jobs, options);
          },
        },
        probe: () => Promise.resolve(ESTIMATE),
        writeReport: (content) => Promise.resolve(observed.reports.push(content)),
        print: (line) => observed.printed.push(line),
        write: (text) => observed.shown += text,
        columns: () => null,
        colour: false,
        now: () => performance.now(),
        cores: 2,
        ...change,
      }, new AbortController().signal)
    );
  const judge = (...args: string[]) =>
    observe((observed) =>
      verdict([out, ...args], { print: (line) => observed.printed.push(line) })
    );
  const rebuild = () =>
    observe((observed) =>
      report([out], {
        writeReport: (content) => Promise.resolve(observed.reports.push(content)),
        print: (line) => observed.printed.push(line),
      })
    );
  return { out, register, run, judge, rebuild };
}

function reach(reached: Reached): (spec: RunSpec) => number | "failed" {
  return ({ model, dataset }) =>
    reached[`${model.name}@${dataset.name}`] ?? reached[model.name] ?? 0.5;
}

/** Ends as the pool of processes does when it is interrupted. */
function interruptible(executor: Executor, signal: AbortSignal): Executor {
  return {
    async *execute(jobs, options) {
      try {
        yield* executor.execute(jobs, { ...options, signal });
      } catch {
        throw new BenchError("interrupted", EXIT.interrupted);
      }
    },
  };
}

/** A machine on which no run can begin. */
const UNFIT: Executor = {
  async *execute([job]) {
    const result = { kind: "failed", code: EXIT.environment, message: "no memory" } as const;
    yield await Promise.resolve({ runId: job!.runId, elsewhere: false, result });
  },
};

const ESTIMATE = { startup: 1, secondsPerStep: 1, steps: 20, evaluation: 1, total: 22 };
const CODE = { code: "e", git: null, patch: null, lockFile: null, notices: [] };

Deno.test("a claim is locked, run on every data set, judged and reported; again runs nothing", async () => {
  await inTemporaryFolder(async (folder) => {
    const { out, register, run, judge, rebuild } = setUp(folder);
    await register();
    const first = await run();
    assertEquals(first.error, null);
    assertEquals(first.started.length, 30);
    const lock = await readClaimLock(out);
    const sha256 = claimHash(exampleClaim());
    assertEquals([lock!.claim, lock!.sha256, lock!.code], [exampleClaim(), sha256, "c"]);
    assertMatch(await Deno.readTextFile(join(out, "claim.jsonc")), /^\/\/ A claim\./);
    for (const dataset of ["mnist", "fashion-mnist"]) {
      const study = await readStudy(join(out, dataset));
      assertEquals(study.plan.sweep.claim, { name: "example", sha256, comparisons: 4 });
      assertEquals(study.plan.sweep.axes, []);
      assertEquals(study.runs.map((one) => one.environment.claim), Array(15).fill(sha256));
      for (const { environment } of study.runs) assert(environment.started >= lock!.locked);
    }
    // The level is shared by all comparisons of the claim.
    assertEquals(first.reports.flatMap((one) => one.comparisons.map((c) => c.comparisons)), [
      ...[4, 4, 4, 4],
    ]);
    const [mnist] = first.reports;
    assert(mnist!.claim?.kind === "registered");
    assertEquals(mnist!.claim.finding.state, "supported");
    assertEquals(mnist!.claim.deviations, []);

    const printed = first.printed.join("\n");
    assertStringIncludes(printed, `SUPPORTED  (pre-registered ${sha256.slice(0, 4)}…`);
    assertStringIncludes(printed, "2 of 2 data sets support it each on its own");
    assertStringIncludes(printed, "next: nothing needed for the claim");
    const markdown = await Deno.readTextFile(join(out, "report.md"));
    assertStringIncludes(markdown, "supported on mnist, fashion-mnist");
    assertStringIncludes(markdown, "[report](fashion-mnist/report.html)");
    assertStringIncludes(markdown, "It is about mnist, fashion-mnist, not about images");
    assertStringIncludes(await Deno.readTextFile(join(out, "deviations.md")), "None");
    const json = JSON.parse(await Deno.readTextFile(join(out, "report.json")));
    assertEquals([json.evaluation.state, json.deviations], ["supported", []]);

    const second = await run(["--strict"]);
    assertEquals([second.error, second.started], [null, []]);
    assertEquals(second.printed, first.printed);
    assertEquals(await readClaimLock(out), lock);
    const reported = await rebuild();
    assertEquals([reported.error, reported.reports.length], [null, 2]);
    assertEquals(reported.printed.at(-1), `report: ${join(out, "report.html")}`);
    const judged = await judge("--strict");
    assertEquals(judged.error, null);
    assertStringIncludes(judged.printed[0]!, "SUPPORTED");
    assertEquals(judged.printed.filter((line) => / vs /.test(line)).length, 4);
  });
});

Deno.test("a refuted claim is a success of the harness, and names the part", async () => {
  await inTemporaryFolder(async (folder) => {
    const { register, run, judge } = setUp(folder, { ...HOLDS, "ctm@fashion-mnist": 0.99 });
    await register({ budget: { primary: "examples=640", secondary: ["flops=reference"] } });
    const { error, printed } = await run();
    assertEquals(error, null);
    assertStringIncludes(printed.join("\n"), "REFUTED");
    assertStringIncludes(printed.join("\n"), "budgets: examples (primary)   flops ✓ same");
    assertStringIncludes(
      printed.join("\n"),
      "ctm matches or trails cnn on fashion-mnist: refuted, the simultaneous verdict is leads",
    );
    const { claim } = JSON.parse((await judge("--json")).printed.join("\n"));
    assertEquals(claim.state, "refuted");
    assertEquals(claim.datasets.map((one: { state: string }) => one.state), [
      "supported",
      "refuted",
    ]);
  });
});

Deno.test("an interrupted claim goes on with the same lock; until then it is undetermined", async () => {
  await inTemporaryFolder(async (folder) => {
    const { out, register, run, judge } = setUp(folder);
    await register();
    const controller = new AbortController();
    const stopping = inlineExecutor("run", reach(HOLDS), { jobs: 7, controller });
    const executor = interruptible(stopping, controller.signal);
    const interrupted = await run([], { change: { executor } });
    assertEquals(interrupted.error?.code, 130);
    const lock = await readClaimLock(out);
    const between = await judge();
    assertEquals(between.error?.code, 4);
    assertStringIncludes(between.printed[0]!, "UNDETERMINED");
    assertStringIncludes(between.printed.at(-1)!, "next: on mnist finished runs of both models");
    assertStringIncludes(between.printed.at(-1)!, "on fashion-mnist the runs of the reference");

    const continued = await run(["--strict"]);
    assertEquals(continued.error, null);
    assertEquals(await readClaimLock(out), lock);
    assertStringIncludes(continued.printed.join("\n"), "SUPPORTED");
    assert(continued.started.length <= 23, `${continued.started.length} runs were repeated`);
  });
});

Deno.test("a margin that is edited after the first run is a deviation, and under --strict exit code 7", async () => {
  await inTemporaryFolder(async (folder) => {
    const { out, register, run, judge } = setUp(folder);
    await register();
    await run();
    const lock = await readClaimLock(out);
    await register({ margin: { value: "0.2pp", reason: "less is not worth an argument" } });
    const text = 'the field margin.value was registered as "1.0pp" and is now "0.2pp"';
    const strict = await run(["--strict"]);
    assertEquals([strict.error?.code, strict.started], [7, []]);
    assertStringIncludes(strict.error!.message, text);
    assert(!(await Deno.readTextFile(join(out, "claim.jsonc"))).includes("0.2pp"));

    const edited = await run();
    assertEquals([edited.error, edited.started], [null, []]);
    assertEquals(await readClaimLock(out), lock, "the registration stays");
    assertStringIncludes(edited.shown, `deviation: ${text}`);
    assertStringIncludes(edited.printed.join("\n"), `  deviation: ${text}`);
    const [study] = edited.reports;
    assertEquals(study!.comparisons.map((one) => one.margin), [0.002, 0.002]);
    assert(study!.claim?.kind === "registered");
    assertStringIncludes(study!.claim.deviations.join("\n"), text);
    assertStringIncludes(await Deno.readTextFile(join(out, "deviations.md")), `- ${text}`);
    assertStringIncludes(await Deno.readTextFile(join(out, "report.md")), "0.2pp");
    assertEquals((await judge()).error, null);
    assertEquals((await judge("--strict")).error?.code, 7);
  });
});

Deno.test("before the first run a claim may be edited: it is registered anew", async () => {
  await inTemporaryFolder(async (folder) => {
    const { out, register, run } = setUp(folder);
    await register();
    const change = { executor: UNFIT };
    const unfit = await run([], { change });
    assertEquals(unfit.error?.code, 3);
    await register({ alpha: 0.01 });
    const again = await run(["--strict"], { change });
    assertEquals(again.error?.code, 3);
    assertEquals((await readClaimLock(out))!.claim.alpha, 0.01);
  });
});

Deno.test("other code and other data than registered are deviations", async () => {
  await inTemporaryFolder(async (folder) => {
    const { register, run } = setUp(folder);
    const sha256 = "a".repeat(64);
    await register({
      datasets: [
        { name: "mnist", sha256, splits: { validation: 100, test: 400 } },
        { name: "fashion-mnist", splits: { validation: 100, test: 400 } },
      ],
    });
    const data = await run(["--strict"]);
    assertEquals([data.error?.code, data.started], [7, []]);
    assertStringIncludes(data.error!.message, "the data of mnist have the SHA-256 dddddddddddd");

    await register();
    await run();
    const change = { codeIdentity: () => Promise.resolve(CODE) };
    const strict = await run(["--strict"], { change });
    assertEquals([strict.error?.code, strict.started], [7, []]);
    assertStringIncludes(strict.error!.message, "planned with code e, not c");
    const free = await run([], { change });
    assertEquals([free.error, free.started.length], [null, 30]);
    assertStringIncludes(free.printed.join("\n"), "15 runs on mnist made with code e, not c");
  });
});

Deno.test("missing runs and fewer test examples leave the claim undetermined", async () => {
  await inTemporaryFolder(async (folder) => {
    const { register, run } = setUp(folder, { ...HOLDS, "cnn@mnist": "failed" });
    await register();
    const { error, printed } = await run();
    assertEquals(error?.code, 4);
    assertStringIncludes(error!.message, "mnist: 5 of 15 runs are missing");
    assertStringIncludes(printed.join("\n"), "UNDETERMINED");
    assertStringIncludes(printed.join("\n"), "next: on mnist the runs of the reference and cnn");
  });
  await inTemporaryFolder(async (folder) => {
    const { register, run } = setUp(folder);
    const splits = { validation: 100, test: 10_000 };
    await register({
      datasets: [{ name: "mnist", splits }, { name: "fashion-mnist", splits }],
    });
    const { error, printed } = await run();
    assertEquals(error, null);
    assertStringIncludes(printed.join("\n"), "tested on 400 of 10000 registered examples");
    assertStringIncludes(printed.join("\n"), "UNDETERMINED");
  });
});

Deno.test("what a claim fixes cannot be changed by a flag or twice in its file", async () => {
  await inTemporaryFolder(async (folder) => {
    const { out, register, run } = setUp(folder);
    const complaint = async (change: Record<string, unknown>, ...args: string[]) => {
      await register(change);
      const { error, started } = await run(args);
      assertEquals([error?.code, started], [2, []]);
      return error!.message;
    };
    assertStringIncludes(await complaint({}, "--seeds", "9"), "--seeds is not possible with");
    assertStringIncludes(await complaint({}, "--tuned", "x"), "--tuned is not possible with");
    assertStringIncludes(
      await complaint({ flags: { seeds: 3 } }),
      "the claim example: flags.seeds: say it with the field seeds",
    );
    assertStringIncludes(await complaint({ flags: { jobs: 2 } }), "flags.jobs is no part of a");
    assertStringIncludes(await complaint({ flags: { tikcs: 2 } }), "did you mean ticks?");
    assertStringIncludes(
      await complaint({ flags: { option: ["problem.readout=last"] } }),
      "say it with tickRule",
    );
    assertStringIncludes(
      await complaint({
        datasets: [{ name: "mnist", splits: { validation: 5, test: 400 } }],
        comparisons: 2,
      }),
      "sets 100 examples of mnist aside for validation, splits.validation says 5",
    );
    assertStringIncludes(
      await complaint({
        models: ["lstm", "cnn"],
        parts: [{ statement: "leads", baseline: "lstm" }],
        comparisons: 2,
      }),
      "models lacks ctm",
    );
    assertEquals(await readClaimLock(out), null);
  });
});

Deno.test("a claim may fix the kernels, else the command chooses them", async () => {
  const kernelsOf = async (out: string) => {
    const { plan } = await readStudy(join(out, "mnist"));
    return [plan.sweep.kernels, plan.runs[0]!.spec.kernels];
  };
  await inTemporaryFolder(async (folder) => {
    const { out, register, run } = setUp(folder);
    await register();
    assertEquals((await run(["--kernels", "reproducible"])).error, null);
    assertEquals(await kernelsOf(out), ["reproducible", "reproducible"]);
  });
  await inTemporaryFolder(async (folder) => {
    const { out, register, run } = setUp(folder);
    await register({ flags: { kernels: "composite" } });
    const { error } = await run(["--kernels", "fused"]);
    assertEquals([error?.code, error?.message], [
      2,
      "--kernels: the claim example fixes it; leave it out",
    ]);
    assertEquals((await run()).error, null);
    assertEquals(await kernelsOf(out), ["composite", "composite"]);
  });
});

Deno.test("a claim's folder belongs to it, and a dry run writes nothing", async () => {
  await inTemporaryFolder(async (folder) => {
    const { out, register, run } = setUp(folder);
    await register();
    const dry = await run(["--dry-run"]);
    assertEquals([dry.error, dry.started], [null, []]);
    assertStringIncludes(dry.printed.join("\n"), "Plan of example-fashion-mnist");
    assertEquals(await readClaimLock(out), null);
    await run();
    await register({ name: "other" });
    const { error } = await run();
    assertEquals(error?.code, 2);
    assertStringIncludes(error!.message, "holds the claim example");
  });
});
