import { readSafetensors } from "../../checkpoint/mod.ts";
import type { Agreement } from "./agreement.ts";

/**
 * The first tensor of two safetensors files that differs, as one line; `null` if none does.
 *
 * @throws {BenchError} If one of them is no such file.
 */
export function compareParameters(
  stored: Uint8Array,
  repeated: Uint8Array,
  { agree }: Agreement,
): string | null {
  const tensors = { stored: readSafetensors(stored), repeated: readSafetensors(repeated) };
  for (const name of new Set([...tensors.stored.keys(), ...tensors.repeated.keys()])) {
    const one = tensors.stored.get(name);
    const other = tensors.repeated.get(name);
    if (one === undefined || other === undefined || one.shape.join() !== other.shape.join()) {
      return `${name} has another shape or is in one of the two only`;
    }
    const places = [...one.data.keys()].filter((at) => !agree(one.data[at]!, other.data[at]!));
    const [first] = places;
    if (first === undefined) continue;
    const both = `${one.data[first]} stored, ${other.data[first]} repeated`;
    return `${places.length} of ${one.data.length} elements of ${name} differ, element ${first}: ${both}`;
  }
  return null;
}
