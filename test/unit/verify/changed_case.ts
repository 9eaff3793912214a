import {
  readSafetensors,
  type StoredTensor,
  writeSafetensors,
} from "../../../src/checkpoint/mod.ts";
import { goldenFolder } from "../../support/golden_case.ts";

/** What a test changes about a golden case. */
export interface Changes {
  // deno-lint-ignore no-explicit-any -- any part of case.json may be changed, to anything
  readonly info?: (info: any) => void;
  readonly tensors?: (tensors: Map<string, StoredTensor>) => void;
}

/** Writes a copy of a golden case, changed, into a new folder below `folder`. */
export async function writeChangedCase(
  folder: string,
  name: string,
  { info: changeInfo, tensors: changeTensors }: Changes = {},
): Promise<void> {
  const source = goldenFolder(name);
  const info = JSON.parse(await Deno.readTextFile(`${source}/case.json`));
  const tensors = readSafetensors(await Deno.readFile(`${source}/tensors.safetensors`));
  changeInfo?.(info);
  changeTensors?.(tensors);
  await Deno.mkdir(`${folder}/${name}`);
  await Deno.writeTextFile(`${folder}/${name}/case.json`, JSON.stringify(info));
  await Deno.writeFile(`${folder}/${name}/tensors.safetensors`, writeSafetensors(tensors));
}

/** Adds to the first element of a tensor. */
export function nudge(tensors: Map<string, StoredTensor>, name: string, by: number): void {
  const tensor = tensors.get(name)!;
  const data = tensor.data.slice();
  data[0]! += by;
  tensors.set(name, { ...tensor, data });
}
