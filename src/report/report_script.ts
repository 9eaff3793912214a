import { PICK_SCRIPT } from "./page/pick_script.ts";
import { SORT_SCRIPT } from "./page/sort_script.ts";
import { THEME_SCRIPT } from "./page/theme_script.ts";
import { TOOLTIP_SCRIPT } from "./page/tooltip_script.ts";
import { ZOOM_SCRIPT } from "./page/zoom_script.ts";

/** What makes the page answer a reader; the page is complete without it. */
export const REPORT_SCRIPT = [
  THEME_SCRIPT,
  TOOLTIP_SCRIPT,
  PICK_SCRIPT,
  SORT_SCRIPT,
  ZOOM_SCRIPT,
].join("");
