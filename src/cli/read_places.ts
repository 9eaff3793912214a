import { parseArgs } from "@std/cli/parse-args";
import { usageError } from "../spec/mod.ts";
import { hint } from "./suggest.ts";

/** A command line of folders and the switches `--json` and `--help`. */
export interface Places {
  readonly help: boolean;
  readonly json: boolean;
  readonly places: readonly string[];
}

/**
 * Reads the command line of a task that looks at folders. One leading `--`, which `deno task` passes
 * on, is dropped.
 *
 * @param count How many places there may be, and what to give, for the message.
 * @throws {BenchError} With exit code 2 for an unknown flag, and for another number of places unless
 * help is asked for.
 */
export function readPlaces(
  args: readonly string[],
  count: { readonly least: number; readonly most: number; readonly give: string },
): Places {
  const given = args[0] === "--" ? args.slice(1) : [...args];
  const { help, json, _: positionals } = parseArgs(given, {
    boolean: ["help", "json"],
    string: ["_"],
    alias: { help: "h" },
    unknown(arg, key) {
      if (key === undefined) return;
      throw usageError(`unknown flag ${arg}${hint(key, ["json", "help"], "--")}`);
    },
  });
  const places = positionals.map(String);
  if (!help && (places.length < count.least || places.length > count.most)) {
    throw usageError(`give ${count.give}; see --help`);
  }
  return { help: help === true, json: json === true, places };
}
