/** Options of {@link parseArgs}: the part of `jsr:@std/cli/parse-args` that this project uses. */
export interface ParseOptions {
  /** Put what follows `--` into the property `--` of the result instead of `_`. */
  "--"?: boolean;
  /** Other names of a flag; the result has every name. */
  alias?: Record<string, string | readonly string[]>;
  /** Flags without a value; `false` when absent. */
  boolean?: readonly string[];
  /** Values of absent flags. */
  default?: Record<string, unknown>;
  /** Everything from the first positional on is positional. */
  stopEarly?: boolean;
  /** Flags whose value stays text; `""` when the value is missing. `_` keeps positionals as text. */
  string?: readonly string[];
  /** Flags that may be repeated; their value is a list, `[]` when absent. */
  collect?: readonly string[];
  /** Flags that `--no-<flag>` sets to `false`. */
  negatable?: readonly string[];
  /** Called for undeclared flags and for positionals; `false` as its answer drops the argument. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** Parsed arguments: positionals under `_`, each flag under its name. */
export interface Args {
  [flag: string]: unknown;
  _: (string | number)[];
  "--"?: string[];
}

/**
 * Parses a command line as `parseArgs` of the standard library does: `--flag value`,
 * `--flag=value`, `--no-flag`, `-f value`, `-fvalue` for numbers, clusters `-abc`, and `--` before
 * positionals. Dotted flag names are not nested.
 *
 * @param args The arguments without the program's name.
 */
export function parseArgs(args: string[], options: ParseOptions = {}): Args {
  const aliases = aliasTable(options.alias ?? {});
  const withAliases = (names: readonly string[] = []) =>
    new Set(names.flatMap((name) => [name, ...(aliases.get(name) ?? [])]));
  const booleans = withAliases(options.boolean);
  const strings = withAliases(options.string);
  const collected = withAliases(options.collect);
  const negatable = withAliases(options.negatable);
  const result: Args = { _: [] };

  const store = (key: string, value: unknown, repeatable: boolean) => {
    const earlier = result[key];
    if (!repeatable || !collected.has(key)) result[key] = value;
    else result[key] = Array.isArray(earlier) ? [...earlier, value] : [value];
  };
  const set = (
    key: string,
    value: string | boolean,
    arg: string,
    repeatable = true,
  ) => {
    const declared = booleans.has(key) || strings.has(key) || aliases.has(key);
    if (!declared && options.unknown?.(arg, key, value) === false) return;
    const typed = typeof value === "string" && !strings.has(key) ? numberIfNumeric(value) : value;
    for (const name of [key, ...(aliases.get(key) ?? [])]) {
      store(name, typed, repeatable);
    }
  };
  const absentValue = (key: string) => strings.has(key) ? "" : true;

  const separator = args.indexOf("--");
  const parsed = separator < 0 ? args : args.slice(0, separator);
  const rest = separator < 0 ? [] : args.slice(separator + 1);

  for (let index = 0; index < parsed.length; index++) {
    const arg = parsed[index]!;
    const next = parsed[index + 1];
    const takeNext = () => parsed[++index]!;
    if (/^--./.test(arg)) {
      const [, key = "", value] = /^--(.+?)(?:=(.+))?$/s.exec(arg) ?? [];
      const negated = key.startsWith("no-") ? key.slice(3) : "";
      if (value !== undefined) {
        set(key, booleans.has(key) ? value !== "false" : value, arg);
      } else if (negatable.has(negated)) {
        set(negated, false, arg, false);
      } else if (next && !next.startsWith("-") && !booleans.has(key)) {
        set(key, takeNext(), arg);
      } else if (next === "true" || next === "false") {
        set(key, takeNext() === "true", arg);
      } else {
        set(key, absentValue(key), arg);
      }
    } else if (/^-[^-]/.test(arg)) {
      const last = setCluster(
        arg,
        (key, value) => set(key, value ?? absentValue(key), arg),
      );
      if (last === null) continue;
      if (next && !/^--?[^-]/.test(next) && !booleans.has(last)) {
        set(last, takeNext(), arg);
      } else if (next === "true" || next === "false") {
        set(last, takeNext() === "true", arg);
      } else {
        set(last, absentValue(last), arg);
      }
    } else {
      if (options.unknown?.(arg) !== false) {
        result._.push(strings.has("_") ? arg : numberIfNumeric(arg));
      }
      if (options.stopEarly) {
        result._.push(...parsed.slice(index + 1));
        break;
      }
    }
  }

  for (const [key, value] of Object.entries(options.default ?? {})) {
    if (key in result) continue;
    for (const name of [key, ...(aliases.get(key) ?? [])]) result[name] = value;
  }
  for (const key of booleans) result[key] ??= collected.has(key) ? [] : false;
  for (const key of strings) if (collected.has(key)) result[key] ??= [];
  if (options["--"]) result["--"] = rest;
  else result._.push(...rest);
  return result;
}

/** Every name of a flag to its other names. */
function aliasTable(
  alias: Record<string, string | readonly string[]>,
): Map<string, string[]> {
  const table = new Map<string, string[]>();
  for (const [name, others] of Object.entries(alias)) {
    const names = [name, ...(typeof others === "string" ? [others] : others)];
    for (const one of names) {
      table.set(
        one,
        names.filter((other) => other !== one),
      );
    }
  }
  return table;
}

/**
 * Reads `-abc`, `-n5` and `-o=value`, and reports each flag but the last.
 *
 * @returns The last letter, which may still take the next argument, or `null` if a value was given.
 */
function setCluster(
  arg: string,
  set: (key: string, value: string | undefined) => void,
): string | null {
  const letters = arg.slice(1);
  for (let index = 0; index < letters.length - 1; index++) {
    const letter = letters[index]!;
    const following = letters.slice(index + 1);
    const isLetter = /[A-Za-z]/.test(letter);
    if (following === "-") {
      set(letter, following);
      return null;
    }
    if (isLetter && following.includes("=")) {
      set(letter, following.slice(following.indexOf("=") + 1));
      return null;
    }
    if (
      isLetter && /-?\d+(\.\d*)?(e-?\d+)?$/.test(following) ||
      /^\W/.test(following)
    ) {
      set(letter, following);
      return null;
    }
    set(letter, undefined);
  }
  return letters.slice(-1);
}

function numberIfNumeric(text: string): string | number {
  const numeric = /^0x[0-9a-f]+$/i.test(text) ||
    /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/.test(text);
  return numeric ? Number(text) : text;
}
