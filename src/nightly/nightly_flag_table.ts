import { ALARM_KINDS } from "../spec/night_record.ts";

/** Which trials the speed is measured of. */
export const SPEED_SCOPES = ["off", "reference", "all"] as const;

/** One of {@link SPEED_SCOPES}. */
export type SpeedScope = (typeof SPEED_SCOPES)[number];

/** The suite, where no `--config` names another. */
export const DEFAULT_CONFIG = "tasks/suites/nightly.jsonc";

/** The folder of the history. */
export const DEFAULT_HISTORY = "results/nightly";

/** A flag of the night itself; all others are those of the study. */
export interface NightlyFlag {
  readonly name: string;
  readonly kind: "value" | "list" | "switch";
  readonly example: string;
  readonly help: string;
}

/** The flags that `deno task nightly` has besides those of `deno task bench`. */
export const NIGHTLY_FLAGS = [
  {
    name: "history",
    kind: "value",
    example: "DIR",
    help: `folder of the history; default: ${DEFAULT_HISTORY}`,
  },
  {
    name: "baseline",
    kind: "value",
    example: "2026-01-31-021700",
    help: "night to compare with; default: the pinned one",
  },
  {
    name: "pin",
    kind: "switch",
    example: "",
    help: "compare later nights with tonight; the first complete night is pinned by itself",
  },
  {
    name: "force",
    kind: "switch",
    example: "",
    help: "with --pin: also a night that is not complete",
  },
  {
    name: "gate",
    kind: "value",
    example: "regressed,failed",
    help: `what ends with exit code 5: any of ${ALARM_KINDS.join(", ")}; default: nothing`,
  },
  {
    name: "notify",
    kind: "list",
    example: "file:PATH",
    help:
      "where a change of state is announced, once: file:PATH, cmd:COMMAND or summary; may be repeated",
  },
  {
    name: "speed",
    kind: "value",
    example: "reference",
    help: "what is timed beside the baseline's code: off, reference (the default) or all trials",
  },
  {
    name: "no-run",
    kind: "switch",
    example: "",
    help: "run nothing: write the pages again, with --baseline NAME --pin pin that night",
  },
] as const satisfies readonly NightlyFlag[];

/** The name of a flag of the night. */
export type NightlyFlagName = (typeof NIGHTLY_FLAGS)[number]["name"];

/** {@link NIGHTLY_FLAGS} with the general type. */
export const NIGHTLY_FLAG_LIST: readonly (NightlyFlag & { readonly name: NightlyFlagName })[] =
  NIGHTLY_FLAGS;
