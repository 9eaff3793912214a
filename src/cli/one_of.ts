import { usageError } from "../spec/mod.ts";
import type { FlagName } from "./flag_table.ts";
import { hint } from "./suggest.ts";

/** `text` if it is one of `known`; otherwise an error with exit code 2 that says what was meant. */
export function oneOf<Name extends string>(
  flag: FlagName,
  text: string,
  known: readonly Name[],
): Name {
  const found = known.find((name) => name === text);
  if (found !== undefined) return found;
  throw usageError(`--${flag}: there is no "${text}"${hint(text, known)}`);
}
