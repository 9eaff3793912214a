import { FLAG_LIST } from "../cli/flag_table.ts";
import { closest } from "../cli/suggest.ts";
import { usageError } from "../spec/mod.ts";
import { ALARM_KINDS, type AlarmKind } from "../spec/night_record.ts";
import { type Channel, parseChannel } from "./channel.ts";
import {
  DEFAULT_CONFIG,
  DEFAULT_HISTORY,
  NIGHTLY_FLAG_LIST,
  type NightlyFlagName,
  SPEED_SCOPES,
  type SpeedScope,
} from "./nightly_flag_table.ts";

/** What `deno task nightly` was asked for. */
export interface NightlyOptions {
  readonly help: boolean;
  readonly dryRun: boolean;
  /** Folder of the history. */
  readonly history: string;
  /** Name of the night to compare with in place of the pinned one. */
  readonly baseline: string | null;
  /** Whether later nights are to be compared with tonight. */
  readonly pin: boolean;
  /** Whether a night may be pinned that is not complete. */
  readonly force: boolean;
  /** Whether only the pages are written again. */
  readonly noRun: boolean;
  readonly gate: readonly AlarmKind[];
  readonly notify: readonly Channel[];
  readonly speed: SpeedScope;
  /** The flags of the study, as `deno task bench` reads them. */
  readonly study: readonly string[];
}

/**
 * Tells the flags of the night from those of its study.
 *
 * @throws {BenchError} With exit code 2 for a flag that neither has (with a suggestion), a value that
 * is missing or that the flag does not know, a flag given twice, and `--out`, which the history sets.
 */
export function parseNightlyFlags(args: readonly string[]): NightlyOptions {
  const given = args[0] === "--" ? args.slice(1) : args;
  const { own, study } = split(given);
  const text = (name: NightlyFlagName) => own.get(name)?.[0] ?? null;
  const has = (name: string) => study.some((arg) => arg === name || arg.startsWith(`${name}=`));
  if (has("--out")) {
    throw usageError("--out: the folder of a night is made by its history; give --history DIR");
  }
  const speed = text("speed") ?? "reference";
  const scope = SPEED_SCOPES.find((one) => one === speed);
  if (scope === undefined) {
    throw usageError(`--speed ${speed}: expected one of ${SPEED_SCOPES.join(", ")}`);
  }
  const options = {
    help: has("--help") || has("-h"),
    dryRun: has("--dry-run") || has("-n"),
    history: text("history") ?? DEFAULT_HISTORY,
    baseline: text("baseline"),
    pin: own.has("pin"),
    force: own.has("force"),
    noRun: own.has("no-run"),
    gate: parseGate(text("gate")),
    notify: (own.get("notify") ?? []).map(parseChannel),
    speed: scope,
    study: has("--config") ? study : ["--config", DEFAULT_CONFIG, ...study],
  };
  requireSense(options, study.length);
  return options;
}

function requireSense({ pin, force, noRun, baseline }: NightlyOptions, studyFlags: number) {
  if (force && !pin) throw usageError("--force: it only goes with --pin");
  if (!noRun) return;
  if (studyFlags > 0) throw usageError("--no-run: nothing is run, so leave out the study's flags");
  if (pin && baseline === null) {
    throw usageError("--no-run --pin: name the night to pin with --baseline NAME");
  }
}

function parseGate(text: string | null): AlarmKind[] {
  if (text === null) return [];
  return text.split(",").map((part) => {
    const name = part.trim();
    const kind = ALARM_KINDS.find((one) => one === name);
    if (kind !== undefined) return kind;
    const near = closest(name, ALARM_KINDS);
    throw usageError(
      `--gate ${text}: cannot gate on "${name}"${
        near === null ? "" : `; did you mean ${near}?`
      } (expected any of ${ALARM_KINDS.join(", ")})`,
    );
  });
}

function split(
  args: readonly string[],
): { readonly own: Map<NightlyFlagName, string[]>; readonly study: string[] } {
  const own = new Map<NightlyFlagName, string[]>();
  const study: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index]!;
    const [, name, inline] = /^--([\w-]+)(?:=(.*))?$/s.exec(arg) ?? [];
    const flag = NIGHTLY_FLAG_LIST.find((one) => one.name === name);
    if (flag === undefined) {
      if (name !== undefined) requireKnown(name);
      study.push(arg);
      continue;
    }
    if (own.has(flag.name) && flag.kind !== "list") {
      throw usageError(`--${flag.name} is given twice; give it once`);
    }
    if (flag.kind === "switch") {
      if (inline !== undefined) {
        throw usageError(`--${flag.name} takes no value; leave out "${inline}"`);
      }
      own.set(flag.name, ["true"]);
      continue;
    }
    const value = inline ?? args[++index];
    if (value === undefined || value === "" || (inline === undefined && value.startsWith("--"))) {
      throw usageError(
        `--${flag.name} needs a value, for example --${flag.name} ${flag.example}`,
      );
    }
    own.set(flag.name, [...own.get(flag.name) ?? [], value]);
  }
  return { own, study };
}

/** Refuses a flag that neither the night nor its study has. */
function requireKnown(name: string) {
  const known = [...FLAG_LIST, ...NIGHTLY_FLAG_LIST].map((flag) => flag.name);
  const plain = name.startsWith("no-") ? name.slice(3) : name;
  if (known.some((one) => one === name || one === plain)) return;
  const near = closest(name, known);
  throw usageError(
    `unknown flag --${name}${
      near === null ? "" : `; did you mean --${near}?`
    } (--help lists every flag)`,
  );
}
