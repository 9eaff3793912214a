import { parseArgs } from "@std/cli/parse-args";
import { usageError } from "../spec/mod.ts";
import { hint } from "./suggest.ts";

/** What a task with a few flags accepts. */
export interface CommandLineForm {
  /** Flags with a value, each with an example of it. */
  readonly flags: { readonly [name: string]: string };
  /** Flags without a value, besides `help`. Default: none. */
  readonly switches?: readonly string[];
  /** What stands without a flag, for the message when there is none or too much; `null` for nothing. */
  readonly positional: string | null;
}

/** A command line that was read. */
export interface CommandLine {
  readonly help: boolean;
  readonly flags: ReadonlyMap<string, string>;
  /** Those that are given. */
  readonly switches: ReadonlySet<string>;
  readonly positional: string | null;
}

/**
 * Reads the command line of a task with a few flags. One leading `--`, which `deno task` passes on,
 * is dropped.
 *
 * @throws {BenchError} With exit code 2 for an unknown flag, a flag without its value or given twice,
 * and for another number of other arguments than the form has (unless help is asked for).
 */
export function readCommandLine(args: readonly string[], form: CommandLineForm): CommandLine {
  const given = args[0] === "--" ? args.slice(1) : [...args];
  const names = Object.keys(form.flags);
  const switches = form.switches ?? [];
  const parsed = parseArgs(given, {
    string: [...names, "_"],
    boolean: ["help", ...switches],
    collect: names,
    alias: { help: "h" },
    unknown(arg, key) {
      if (key === undefined) return;
      throw usageError(`unknown flag ${arg}${hint(key, [...names, ...switches, "help"], "--")}`);
    },
  });
  const flags = new Map<string, string>();
  for (const name of names) {
    const values = [parsed[name]].flat().map(String);
    const [value] = values;
    if (value === undefined) continue;
    if (values.length > 1) {
      throw usageError(`--${name} is given ${values.length} times; give it once`);
    }
    if (value === "") {
      throw usageError(`--${name} needs a value, for example --${name} ${form.flags[name]}`);
    }
    flags.set(name, value);
  }
  const help = parsed.help === true;
  const [positional, ...others] = parsed._.map(String);
  const surplus = form.positional === null ? positional : others[0];
  if (surplus !== undefined) throw usageError(`unexpected argument "${surplus}"; see --help`);
  if (form.positional !== null && positional === undefined && !help) {
    throw usageError(`give ${form.positional}; see --help`);
  }
  const on = new Set(switches.filter((name) => parsed[name] === true));
  return { help, flags, switches: on, positional: positional ?? null };
}
