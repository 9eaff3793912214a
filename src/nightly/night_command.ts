import type { NightlyOptions } from "./nightly_flags.ts";

/** Flags of a study whose values are paths of the machine. */
const WITHHELD = ["--data-dir"];

/**
 * The command of a night for its record: without the channels, which may hold addresses and
 * passwords, and without the folders of the machine.
 */
export function nightCommand({ study, gate, speed }: NightlyOptions): string {
  const kept: string[] = [];
  for (let index = 0; index < study.length; index++) {
    const arg = study[index]!;
    const withheld = WITHHELD.find((flag) => arg === flag || arg.startsWith(`${flag}=`));
    if (withheld === undefined) kept.push(arg);
    else if (arg === withheld) index++;
  }
  const own = [...(gate.length > 0 ? ["--gate", gate.join(",")] : []), "--speed", speed];
  return ["deno task nightly", ...[...kept, ...own].map(quoted)].join(" ");
}

function quoted(arg: string): string {
  return /^[\w.,:=/@%+-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", `'\\''`)}'`;
}
