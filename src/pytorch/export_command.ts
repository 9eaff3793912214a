import { basename, join, resolve } from "node:path";
import { type CheckpointFile, readCheckpointFile, writeSafetensors } from "../checkpoint/mod.ts";
import { readCommandLine } from "../cli/command_line.ts";
import { usageError } from "../spec/mod.ts";
import type { Blueprint } from "./blueprint.ts";
import { checkState } from "./check_state.ts";
import { checkpointModel } from "./checkpoint_model.ts";
import { modelTable } from "./model_table.ts";
import { namingFile } from "./naming_file.ts";
import { ourBlueprint } from "./our_blueprint.ts";
import { stateEntries } from "./state_entry.ts";
import { writeNewFile } from "./write_new_file.ts";

/** The parameters of a run, in its folder. */
export const PARAMETERS_FILE = "parameters.safetensors";

const HELP = `Writes the trained parameters of a run as safetensors that PyTorch can load.

deno task export RUN_FOLDER|FILE.safetensors [--out FILE.safetensors]

Tensors have the names and layouts of the authors' state dictionaries. Their metadata hold, where
the authors' code has such a model, its constructor (kind) and arguments (configuration):

  tensors = safetensors.torch.load_file("FILE.safetensors")
  ContinuousThoughtMachine(**configuration).load_state_dict(tensors)

Without --out the file has the name of the run and lies in the current folder.
Exit codes: 0 done, 2 the run or the command line is not usable.`;

/**
 * `deno task export`.
 *
 * @throws {BenchError} With exit code 2 and one line if there are no parameters, or they are not
 * those of the model that their metadata describe.
 */
export async function exportCheckpoint(
  args: readonly string[],
  print: (line: string) => void = console.log,
): Promise<void> {
  const { help, flags, positional } = readCommandLine(args, {
    flags: { out: "model.safetensors" },
    positional: "the folder of a run, for example: deno task export results/STUDY/runs/RUN",
  });
  if (help) return print(HELP);
  const path = await parametersFile(positional!);
  const file = await readCheckpointFile(path);
  const blueprint = namingFile(path, () => checkedBlueprint(file));
  const out = flags.get("out") ?? `${basename(resolve(positional!), ".safetensors")}.safetensors`;
  await writeNewFile(out, writeSafetensors(file.tensors, file.metadata));
  for (const line of modelTable(blueprint, file.tensors)) print(line);
  const own = stateEntries(blueprint.declarations).filter((entry) => entry.own);
  if (own.length > 0) {
    print(
      `own names   ${own.length}, such as ${own[0]!.name}: the authors' code has no such layer`,
    );
  }
  print(`written     ${out}`);
}

/** The file that is meant by a folder of a run or by a file. */
async function parametersFile(path: string): Promise<string> {
  const isFolder = await Deno.stat(path).then(({ isDirectory }) => isDirectory, () => false);
  if (!isFolder) return path;
  const file = join(path, PARAMETERS_FILE);
  const isThere = await Deno.stat(file).then(({ isFile }) => isFile, () => false);
  if (isThere) return file;
  throw usageError(
    `${path} has no ${PARAMETERS_FILE}; give the folder of one finished run, such as results/STUDY/runs/RUN`,
  );
}

/** The model that the metadata of a file describe, checked against its tensors. */
function checkedBlueprint(file: CheckpointFile): Blueprint {
  const { metadata } = file;
  if (metadata.configuration !== undefined || metadata.model === undefined) {
    return checkpointModel(file, { kind: null, configuration: {} }).blueprint;
  }
  const blueprint = ourBlueprint(metadata.model);
  checkState(file.tensors, blueprint);
  return blueprint;
}
