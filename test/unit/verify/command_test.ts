import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { BenchError } from "../../../src/spec/mod.ts";
import { verify, type VerifyServices } from "../../../src/verify/command.ts";
import { activate } from "../../support/backends.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";
import { type Changes, nudge, writeChangedCase } from "./changed_case.ts";

const CASE = "ctm_one_tick_widening";

/** Runs the command on the cpu backend, already open, and returns its lines and its exit code. */
async function run(...args: string[]): Promise<{ lines: string[]; code: number; error: string }> {
  const lines: string[] = [];
  const services: VerifyServices = {
    chooseBackend: () => Promise.resolve({ name: "cpu", reason: "test" }),
    openBackend: async () => {
      await activate("cpu");
      const record = { device: "JavaScript", kernels: "composite", selfTest: 0 };
      return { name: "cpu", ...record, check: () => {} };
    },
    print: (line) => void lines.push(line),
    now: () => 0,
  };
  try {
    await verify(args, services);
    return { lines, code: 0, error: "" };
  } catch (error) {
    assert(error instanceof BenchError, String(error));
    return { lines, code: error.code, error: error.message };
  }
}

/** The line of one changed case. */
function lineOf(changes: Changes, name = CASE): Promise<string> {
  return inTemporaryFolder(async (folder) => {
    await writeChangedCase(folder, name, changes);
    const { lines } = await run("--fixtures", folder);
    assertEquals(lines.length, 3, lines.join("\n"));
    return lines[1]!;
  });
}

Deno.test("verify: a line a case, the worst tensor, and a count at the end", () =>
  inTemporaryFolder(async (folder) => {
    await writeChangedCase(folder, CASE);
    await writeChangedCase(folder, "schedulers");
    const { lines, code } = await run("--fixtures", folder);
    assertEquals(code, 0);
    assertEquals(lines[0], `backend cpu (JavaScript), kernels composite, 2 cases in ${folder}`);
    assertMatch(
      lines[1]!,
      /^pass {2}ctm_one_tick_widening {2}104 tensors {2}worst 0\.\d+ of its tolerance at \w+\/\S+ {2}0\.0 s$/,
    );
    assertMatch(lines[2]!, /^pass {2}schedulers +6 tensors/);
    assertEquals(lines[3], "2 passed, 0 failed");
  }));

Deno.test("verify: a failing case ends with exit code 6, the others still run", () =>
  inTemporaryFolder(async (folder) => {
    await writeChangedCase(folder, CASE, {
      tensors: (tensors) => nudge(tensors, "param/q_proj.bias", 0.01),
    });
    await Deno.mkdir(`${folder}/broken`);
    await Deno.writeTextFile(`${folder}/broken/case.json`, "{");
    await writeChangedCase(folder, "schedulers");
    const { lines, code, error } = await run("--fixtures", folder);
    assertEquals(code, 6);
    assertEquals(error, "2 of 3 cases fail");
    assertMatch(lines[1]!, /^FAIL {2}broken .* case\.json is not valid JSON/);
    assertMatch(lines[2]!, /^FAIL .*\d+ tensors .*of its tolerance; .* more/);
    assertMatch(lines[3]!, /^pass {2}schedulers/);
    assertEquals(lines[4], "1 passed, 2 failed");
  }));

Deno.test("verify: anything that the model should have computed otherwise fails", async () => {
  const changes: [string, Changes][] = [
    ["a prediction", { tensors: (t) => nudge(t, "expected/predictions", 0.001) }],
    ["a trace", { tensors: (t) => nudge(t, "expected/pre_activations", 0.001) }],
    ["a loss", { info: ({ tensors }) => change(tensors, "loss/value", { value: 1.4856 }) }],
    ["a chosen tick", { tensors: (t) => nudge(t, "loss/index1", 1) }],
    ["a gradient", { tensors: (t) => nudge(t, "grad/kv_proj.0.weight", 0.001) }],
    ["a step", { tensors: (t) => nudge(t, "step/start_trace", 0.001) }],
    ["a gradient that should not be", { info: (info) => info.grad_none = [] }],
    ["a gradient that should be", { info: (info) => info.grad_none.push("q_proj.bias") }],
    ["weight decay", { info: (info) => info.optimizer.weight_decay = 0.4 }],
  ];
  for (const [what, change] of changes) assertMatch(await lineOf(change), /^FAIL/, what);
});

function change(tensors: { name: string }[], name: string, by: Record<string, unknown>): void {
  Object.assign(tensors.find((entry) => entry.name === name)!, by);
}

Deno.test("verify: a result that nothing here computes fails, by name", async () => {
  const line = await lineOf({
    info: ({ tensors }) =>
      tensors.push({ ...tensors.at(-1), name: "expected/dreams", shape: [1], dtype: "F32" }),
    tensors: (t) => t.set("expected/dreams", { shape: [1], data: Float32Array.of(1) }),
  });
  assertMatch(line, /^FAIL .*not compared: expected\/dreams/);
});

Deno.test("verify: what is wrong with a case is one line that names it", async () => {
  const lines: [Changes, RegExp][] = [
    [{ info: (info) => info.kind = "ctm_rl" }, /unknown kind of case "ctm_rl"; there are ctm, /],
    [{ info: (info) => info.config.thinking = 1 }, /config: unknown option "thinking"/],
    [{ info: (info) => delete info.config.heads }, /config: "heads" is missing/],
    [{ info: (info) => info.config.heads = 3 }, /config\.heads: 3 heads do not divide/],
    [{ info: (info) => info.config.deep_nlms = 1 }, /config\.deep_nlms: .*boolean/],
    [{ info: (info) => info.config.backbone_type = "vgg" }, /config\.backbone_type: expected none/],
    [
      { info: (info) => info.config.neuron_select_type = "all" },
      /config\.neuron_select_type: .*random-pairing/,
    ],
    [{ info: (info) => info.config.prediction_reshaper = [2, -1] }, /3 outputs cannot take/],
    [{ info: (info) => info.config.dropout = 0.1 }, /dropout in training has no result/],
    [{ info: (info) => info.config.d_model = 9 }, /tensor \S+ has shape \[.*\], expected \[/],
    [{ info: (info) => info.loss.name = "hinge" }, /unknown loss "hinge"/],
    [{ info: (info) => info.loss.temperature = 2 }, /loss: unknown option "temperature"/],
    [{ info: (info) => info.optimizer.name = "SGD" }, /case\.json\.optimizer\.name: .*AdamW/],
    [{ info: (info) => info.optimizer.amsgrad = true }, /case\.json\.optimizer\.amsgrad/],
    [{ info: (info) => delete info.optimizer }, /"optimizer" is missing/],
    [{ tensors: (t) => t.delete("param/q_proj.bias") }, /tensor param\/q_proj\.bias is missing/],
    [
      { tensors: (t) => t.set("input/targets", { shape: [4], data: new Int32Array(4) }) },
      /tensor input\/targets is I32 \[4\] in the file, case\.json says I32 \[5\]/,
    ],
    [
      { tensors: (t) => nudge(t, "buffer/out_neuron_indices_left", 99) },
      /tensor out_neuron_indices_left names neuron \d+, expected 0 to 7/,
    ],
  ];
  for (const [changes, expected] of lines) {
    const line = await lineOf(changes);
    assertMatch(line, /^FAIL/);
    assertMatch(line, expected);
  }
});

Deno.test("verify: missing and corrupt files are one line", () =>
  inTemporaryFolder(async (folder) => {
    await writeChangedCase(folder, CASE);
    const tensors = `${folder}/${CASE}/tensors.safetensors`;
    await Deno.truncate(tensors, 500);
    assertMatch((await run("--fixtures", folder)).lines[1]!, /^FAIL {2}\S+ {2}[^\n]*corrupt/);
    await Deno.remove(tensors);
    const missing = (await run("--fixtures", folder)).lines[1]!;
    assertMatch(missing, /^FAIL {2}\S+ {2}tensors\.safetensors is missing {2}0\.0 s$/);
    await writeChangedCase(folder, "schedulers");
    await Deno.remove(`${folder}/schedulers/case.json`);
    assertMatch((await run("--fixtures", folder)).lines[2]!, /case\.json is missing/);
  }));

Deno.test("verify: --case takes one, a folder of one case is taken as it is", () =>
  inTemporaryFolder(async (folder) => {
    await writeChangedCase(folder, CASE);
    await writeChangedCase(folder, "schedulers");
    const one = await run("--fixtures", folder, "--case", "schedulers");
    assertMatch(one.lines[1]!, /^pass {2}schedulers/);
    assertEquals(one.lines[2], "1 passed, 0 failed");
    assertEquals((await run("--fixtures", `${folder}/schedulers`)).lines.length, 3);
    const other = await run("--fixtures", folder, "--case", "scheduler");
    assertEquals(other.code, 2);
    assertMatch(other.error, /unknown case "scheduler"; did you mean schedulers\?/);
  }));

Deno.test("verify: a wrong command line is exit code 2", () =>
  inTemporaryFolder(async (folder) => {
    const wrong: [string[], RegExp][] = [
      [["--fixture", folder], /unknown flag --fixture; did you mean --fixtures\?/],
      [["--fixtures"], /--fixtures needs a value/],
      [["--fixtures", `${folder}/none`], /there is no such folder/],
      [["--fixtures", folder], /no case there/],
      [["--backend", "cuda"], /unknown backend "cuda"/],
      [["--kernels", "fuse"], /unknown kernels "fuse"; did you mean fused\?/],
      [["--kernels", "fused"], /the cpu backend has only composite; leave --kernels out/],
      [["--case", "a", "--case", "b"], /--case is given 2 times/],
      [["ctm"], /unexpected argument "ctm"/],
    ];
    for (const [args, expected] of wrong) {
      const { code, error, lines } = await run(...args);
      assertEquals(code, 2, args.join(" "));
      assertMatch(error, expected);
      assertEquals(lines, []);
    }
  }));

Deno.test("verify: cases are computed with the kernels asked for, on wasm with fused ones", async () => {
  const opened: string[] = [];
  const services: VerifyServices = {
    chooseBackend: () => Promise.resolve({ name: "wasm", reason: "test" }),
    openBackend: async (name, kernels) => {
      await activate("cpu");
      opened.push(`${name} ${kernels}`);
      return { name, device: "", kernels, selfTest: 0, check: () => {} };
    },
    print: () => {},
    now: () => 0,
  };
  await verify(["--case", "schedulers"], services);
  await verify(["--case", "schedulers", "--kernels", "composite"], services);
  assertEquals(opened, ["wasm fused", "wasm composite"]);
});

Deno.test("verify: the tensorflow backend says why it cannot be used", async () => {
  await assertRejects(
    () => verify(["--backend", "tensorflow", "--case", CASE]),
    BenchError,
    "the TensorFlow addon is not installed",
  );
});

Deno.test("verify: --help explains", async () => {
  const { lines, code } = await run("--help");
  assertEquals(code, 0);
  assertMatch(lines[0]!, /--fixtures DIR/);
});
