import { parseArgs } from "@std/cli/parse-args";
import { usageError } from "../spec/mod.ts";
import { FLAG_LIST, type FlagName } from "./flag_table.ts";
import { closest } from "./suggest.ts";

/**
 * The flags that were given, by name: one text for a value, all of them for a repeatable flag,
 * `"true"` for a switch.
 */
export type FlagValues = ReadonlyMap<FlagName, readonly string[]>;

/** Names of the flags of some kinds. */
function names(...kinds: readonly string[]): FlagName[] {
  return FLAG_LIST.filter((flag) => kinds.includes(flag.kind)).map((flag) => flag.name);
}

/**
 * Reads a command line. One leading `--`, which `deno task` passes on, is dropped.
 *
 * @throws {BenchError} With exit code 2 for an unknown flag, an argument that belongs to no flag, a
 * flag without its value or given twice, and a switch with a value.
 */
export function parseFlags(args: readonly string[]): FlagValues {
  const given = args[0] === "--" ? args.slice(1) : [...args];
  requireNoSwitchValue(given);
  const all = FLAG_LIST.map((flag) => flag.name);
  const shorts = FLAG_LIST.flatMap((flag) => flag.short ? [[flag.name, flag.short] as const] : []);
  const parsed = parseArgs([...given], {
    string: names("value", "list"),
    boolean: names("switch"),
    // Collected, so that a flag given twice is seen.
    collect: all,
    alias: Object.fromEntries(shorts),
    unknown: refuse,
  });
  if (parsed._.length > 0) refuse(String(parsed._[0]));

  const values = new Map<FlagName, string[]>();
  for (const { name, kind, example } of FLAG_LIST) {
    const found = parsed[name];
    const texts = (Array.isArray(found) ? found : [found]).map(String);
    if (texts.length === 0) continue;
    if (texts.length > 1 && kind !== "list") {
      throw usageError(`--${name} is given ${texts.length} times; give it once`);
    }
    if (kind !== "switch" && texts.includes("")) {
      throw usageError(`--${name} needs a value, for example --${name} ${example}`);
    }
    if (kind === "switch" && texts[0] === "false") continue;
    values.set(name, texts);
  }
  return values;
}

/** Called by the parser for what is not declared. */
function refuse(arg: string, key?: string): never {
  if (key === undefined) {
    throw usageError(
      `unexpected argument "${arg}"; every value belongs to a flag (--help lists them), and lists have no spaces: --ticks 1,2,4`,
    );
  }
  const name = key.replace(/=$/, "");
  const declared = FLAG_LIST.find((flag) => flag.name === name);
  if (declared) {
    throw usageError(`--${name} needs a value, for example --${name} ${declared.example}`);
  }
  const flag = arg.startsWith("--") ? `--${name}` : `-${name}`;
  const near = closest(name, FLAG_LIST.map((one) => one.name));
  const suggestion = near === null ? "" : `; did you mean --${near}?`;
  throw usageError(`unknown flag ${flag}${suggestion} (--help lists every flag)`);
}

function requireNoSwitchValue(args: readonly string[]) {
  const switches: readonly string[] = names("switch");
  for (const arg of args) {
    const name = /^--([^=]+)=/.exec(arg)?.[1];
    if (name !== undefined && switches.includes(name)) {
      throw usageError(`--${name} takes no value; leave out "${arg.slice(name.length + 2)}"`);
    }
  }
}
