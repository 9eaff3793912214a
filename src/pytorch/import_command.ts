import { extname } from "node:path";
import { readCheckpointFile, writeSafetensors } from "../checkpoint/mod.ts";
import { readCommandLine } from "../cli/command_line.ts";
import { usageError } from "../spec/mod.ts";
import { checkpointModel } from "./checkpoint_model.ts";
import { MODEL_KINDS } from "./configuration.ts";
import { parseJsonObject } from "./json_object.ts";
import { modelTable } from "./model_table.ts";
import { namingFile } from "./naming_file.ts";
import { theirMetadata } from "./state_file.ts";
import { writeNewFile } from "./write_new_file.ts";

const HELP = `Converts a PyTorch checkpoint of the authors' models to safetensors and checks it.

deno task import FILE.pt [--out FILE.safetensors] [--kind KIND] [--config FILE.json]

FILE is a checkpoint as the authors' training scripts write it (a zip file of torch.save), or a
safetensors file. Names and shapes of all tensors are checked against the model that the options of
the training script describe. --config gives arguments of the constructor that the file does not
say; --kind is one of ${MODEL_KINDS.join(", ")}.
Exit codes: 0 done, 2 the file or the command line is not usable.`;

/**
 * `deno task import`.
 *
 * @throws {BenchError} With exit code 2 and one line if the checkpoint cannot be read, is not of one
 * of the authors' models, or is incomplete.
 */
export async function importCheckpoint(
  args: readonly string[],
  print: (line: string) => void = console.log,
): Promise<void> {
  const { help, flags, positional } = readCommandLine(args, {
    flags: { out: "model.safetensors", kind: "ctm", config: "config.json" },
    positional: "the checkpoint, for example: deno task import checkpoint.pt",
  });
  if (help) return print(HELP);
  const path = positional!;
  const config = flags.get("config");
  const hints = {
    kind: flags.get("kind") ?? null,
    configuration: config === undefined ? {} : await readObject(config),
  };
  const file = await readCheckpointFile(path);
  const model = namingFile(path, () => checkpointModel(file, hints));
  const out = flags.get("out") ??
    `${path.slice(0, path.length - extname(path).length)}.safetensors`;
  await writeNewFile(out, writeSafetensors(file.tensors, theirMetadata(model)));
  for (const line of modelTable(model.blueprint, file.tensors)) print(line);
  if (file.kind === "pytorch") {
    print("left out    all but the weights: optimiser, schedule, curves");
  }
  print(`written     ${out}`);
}

async function readObject(path: string): Promise<Record<string, unknown>> {
  const text = await Deno.readTextFile(path).catch(() => {
    throw usageError(`--config ${path}: the file cannot be read`);
  });
  return parseJsonObject(text, `--config ${path}`);
}
