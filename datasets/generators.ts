import type { Generator } from "./generator.ts";
import { mazes } from "./mazes.ts";
import { parity } from "./parity.ts";
import { sorting } from "./sorting.ts";

/** Every generator. A new one is a file of this folder and a line here. */
export const GENERATORS: readonly Generator[] = [
  parity,
  sorting,
  mazes,
];

/** The generator of that name, or `undefined` if there is none. */
export function findGenerator(name: string): Generator | undefined {
  return GENERATORS.find((generator) => generator.name === name);
}
