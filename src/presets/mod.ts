import { IMAGE_PRESETS } from "./images.ts";
import { PAPER_PRESETS } from "./paper.ts";
import type { Preset } from "./preset.ts";
import { PROBLEM_PRESETS } from "./problems.ts";

export type { Preset } from "./preset.ts";

/** Every preset; the first one is the default, and the first about a problem is that problem's. */
export const PRESETS: readonly Preset[] = [
  ...IMAGE_PRESETS,
  ...PROBLEM_PRESETS,
  ...PAPER_PRESETS,
];
