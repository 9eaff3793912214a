import { assert, assertEquals, assertMatch } from "@std/assert";
import {
  readCheckpointFile,
  readSafetensors,
  readSafetensorsMetadata,
  writeSafetensors,
} from "../../../src/checkpoint/mod.ts";
import { buildCnn } from "../../../baselines/cnn/mod.ts";
import type { ProblemShape } from "../../../src/contract/mod.ts";
import { exportCheckpoint } from "../../../src/pytorch/export_command.ts";
import { importCheckpoint } from "../../../src/pytorch/import_command.ts";
import { stateFile } from "../../../src/pytorch/mod.ts";
import { randomFromSeed } from "../../../src/random/mod.ts";
import { BenchError } from "../../../src/spec/mod.ts";
import { onEachBackend } from "../../support/backends.ts";
import { inTemporaryFolder } from "../../support/temporary_folder.ts";

/** Made by test/peers/make_model_checkpoints.py, as the authors' training scripts save them. */
const FILES = new URL("files/", import.meta.url).pathname;

type Command = (args: string[], print: (line: string) => void) => Promise<void>;

/** The lines and the error of a command; errors are one line with exit code 2. */
async function run(
  command: Command,
  ...args: string[]
): Promise<{ lines: string[]; error: string }> {
  const lines: string[] = [];
  try {
    await command(args, (line) => void lines.push(line));
    return { lines, error: "" };
  } catch (error) {
    assert(error instanceof BenchError, String(error));
    assertEquals(error.code, 2);
    assert(!error.message.includes("\n"));
    return { lines, error: error.message };
  }
}

const COMMON = {
  d_model: 12,
  d_input: 8,
  heads: 2,
  dropout: 0,
  iterations: 6,
};

const MACHINE = {
  n_synch_out: 5,
  n_synch_action: 4,
  synapse_depth: 1,
  memory_length: 3,
  memory_hidden_dims: 2,
  neuron_select_type: "random",
  n_random_pairing_self: 256,
  deep_nlms: true,
  do_layernorm_nlm: false,
};

const PARITY = {
  out_dims: 18,
  prediction_reshaper: [9, 2],
  backbone_type: "parity_backbone",
  positional_embedding_type: "custom-rotational-1d",
};

/** What each checkpoint is, from the options of its training script. */
const EXPECTED = {
  parity_ctm: { kind: "ctm", ...COMMON, ...MACHINE, ...PARITY, dropout_nlm: null },
  parity_lstm: { kind: "lstm", ...COMMON, ...PARITY, num_layers: 2 },
  sort_ctm: {
    kind: "ctm_sort",
    ...COMMON,
    ...MACHINE,
    // The script's --d_input of 128 is not what the model reads.
    d_input: 4,
    neuron_select_type: "random-pairing",
    n_random_pairing_self: 0,
    dropout_nlm: null,
    out_dims: 5,
    prediction_reshaper: [-1],
    backbone_type: "none",
    positional_embedding_type: "none",
  },
  qamnist_ctm: {
    kind: "ctm_qamnist",
    ...COMMON,
    ...MACHINE,
    out_dims: 10,
    prediction_reshaper: [-1],
    iterations_per_digit: 10,
    iterations_per_question_part: 10,
    iterations_for_answering: 7,
  },
};

for (const [name, { kind, ...configuration }] of Object.entries(EXPECTED)) {
  Deno.test(`import: ${name}.pt becomes safetensors with its configuration`, () =>
    inTemporaryFolder(async (folder) => {
      const out = `${folder}/${name}.safetensors`;
      const { lines, error } = await run(importCheckpoint, `${FILES}${name}.pt`, "--out", out);
      assertEquals(error, "");
      assertEquals(lines[0], `model       ${kind}`);
      assertEquals(lines.at(-1), `written     ${out}`);
      const bytes = await Deno.readFile(out);
      const metadata = readSafetensorsMetadata(bytes);
      assertEquals(metadata.kind, kind);
      assertEquals(JSON.parse(metadata.configuration!), configuration);
      const { tensors } = await readCheckpointFile(`${FILES}${name}.pt`);
      assertEquals(
        readSafetensors(bytes),
        new Map([...tensors].sort(([a], [b]) => a < b ? -1 : 1)),
      );

      // What was written is enough to import and to export it again.
      const again = `${folder}/again.safetensors`;
      assertEquals((await run(importCheckpoint, out, "--out", again)).error, "");
      assertEquals(await Deno.readFile(again), bytes);
      const exported = `${folder}/exported.safetensors`;
      assertEquals((await run(exportCheckpoint, out, "--out", exported)).error, "");
      assertEquals(await Deno.readFile(exported), bytes);
    }));
}

Deno.test("import: the default name lies beside the checkpoint and is never overwritten", () =>
  inTemporaryFolder(async (folder) => {
    await Deno.copyFile(`${FILES}sort_ctm.pt`, `${folder}/checkpoint.pt`);
    const file = `${folder}/checkpoint.safetensors`;
    assertEquals((await run(importCheckpoint, `${folder}/checkpoint.pt`)).error, "");
    assert((await Deno.stat(file)).isFile);
    const again = await run(importCheckpoint, `${folder}/checkpoint.pt`);
    assertEquals(again.error, `${file} is there already; give another file with --out`);
  }));

Deno.test("import: what the file does not say is listed, and taken from --config", () =>
  inTemporaryFolder(async (folder) => {
    const { tensors } = await readCheckpointFile(`${FILES}parity_ctm.pt`);
    const bare = `${folder}/bare.safetensors`;
    await Deno.writeFile(bare, writeSafetensors(tensors));
    const out = `${folder}/out.safetensors`;
    const refused = await run(importCheckpoint, bare, "--out", out);
    assertMatch(refused.error, /bare\.safetensors: the file does not say iterations, d_model, /);
    assertMatch(refused.error, / of a ctm model; give them with --config FILE\.json$/);
    const { kind: _, ...configuration } = EXPECTED.parity_ctm;
    const config = `${folder}/config.json`;
    await Deno.writeTextFile(config, JSON.stringify(configuration));
    assertEquals((await run(importCheckpoint, bare, "--out", out, "--config", config)).error, "");
    const metadata = readSafetensorsMetadata(await Deno.readFile(out));
    assertEquals(JSON.parse(metadata.configuration!), configuration);
  }));

Deno.test("import: a checkpoint that is not of that model is refused with what is wrong", () =>
  inTemporaryFolder(async (folder) => {
    const config = async (value: unknown) => {
      await Deno.writeTextFile(`${folder}/config.json`, JSON.stringify(value));
      return ["--config", `${folder}/config.json`];
    };
    const refuse = async (args: string[], expected: RegExp) => {
      const out = `${folder}/out.safetensors`;
      const { error, lines } = await run(importCheckpoint, ...args, "--out", out);
      assertMatch(error, expected);
      assertEquals(lines, []);
    };
    const parity = `${FILES}parity_ctm.pt`;
    await refuse(
      [parity, ...await config({ memory_length: 4 })],
      /parity_ctm\.pt: tensor \S+ has shape \[.*\], expected \[/,
    );
    await refuse([parity, ...await config({ d_modle: 4 })], /config: unknown option "d_modle"/);
    await refuse([parity, ...await config([1])], /expected a JSON object/);
    await refuse([parity, "--config", `${folder}/none.json`], /the file cannot be read/);
    await refuse([parity, "--kind", "lstm"], /parity_ctm\.pt: config\.num_layers: /);
    await refuse([parity, "--kind", "gru"], /unknown kind of model "gru"; there are ctm, /);
    await refuse([`${folder}/none.pt`], /no file /);
    await refuse([`${FILES}../commands_test.ts`], /neither a safetensors file nor a PyTorch zip/);
  }));

const IMAGE: ProblemShape = {
  height: 8,
  width: 8,
  channels: 2,
  positions: 1,
  classes: 3,
  presentation: { kind: "attended" },
};

onEachBackend(
  "export: a run whose model only we have is checked and written",
  () =>
    inTemporaryFolder(async (folder) => {
      const options = { head: "convolution", width: 6 };
      const model = buildCnn(options, { shape: IMAGE, random: randomFromSeed(3) });
      const run1 = `${folder}/run-1`;
      await Deno.mkdir(run1);
      const bytes = await stateFile(model, { name: "cnn", options, shape: IMAGE });
      model.dispose();
      await Deno.writeFile(`${run1}/parameters.safetensors`, bytes);
      const out = `${folder}/cnn.safetensors`;
      const { lines, error } = await run(exportCheckpoint, run1, "--out", out);
      assertEquals(error, "");
      assertEquals(lines[0], "model       cnn");
      assertMatch(lines.join("\n"), /own names {3}\d+, such as backbone\.0\.weight/);
      assertEquals(await Deno.readFile(out), bytes);

      // A file that does not fit its own description.
      const tensors = readSafetensors(bytes);
      tensors.delete("head.convolution.weight");
      await Deno.writeFile(
        `${run1}/parameters.safetensors`,
        writeSafetensors(tensors, readSafetensorsMetadata(bytes)),
      );
      const broken = await run(exportCheckpoint, run1, "--out", `${folder}/other.safetensors`);
      assertMatch(
        broken.error,
        /parameters\.safetensors: tensor head\.convolution\.weight is missing/,
      );
    }),
  ["cpu"],
);

Deno.test("export: a folder without parameters and a wrong command line are refused", () =>
  inTemporaryFolder(async (folder) => {
    const { error } = await run(exportCheckpoint, folder);
    assertMatch(error, /has no parameters\.safetensors; give the folder of one finished run/);
    assertMatch((await run(exportCheckpoint)).error, /give the folder of a run/);
    assertMatch((await run(exportCheckpoint, "a", "b")).error, /unexpected argument "b"/);
    assertMatch((await run(exportCheckpoint, "a", "--to", "b")).error, /unknown flag --to/);
  }));

Deno.test("import and export explain themselves", async () => {
  assertMatch((await run(importCheckpoint, "--help")).lines[0]!, /FILE\.pt/);
  assertMatch((await run(exportCheckpoint, "-h")).lines[0]!, /RUN_FOLDER/);
});
