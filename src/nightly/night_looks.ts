import type { NightlyVerdict } from "../analysis/mod.ts";
import { INK, VERDICT_LOOKS } from "../report/theme.ts";

/** How the point of a night is drawn: by its verdict, or as what else it is. */
export type PointKind = NightlyVerdict | "baseline" | "not compared";

/** Colours and shapes of the nights in charts, in the order of the legend. */
export const NIGHT_LOOKS: {
  readonly [kind in PointKind]: { readonly colour: string; readonly shape: string };
} = {
  baseline: { colour: INK.strong, shape: "square" },
  identical: { colour: INK.rule, shape: "circle" },
  same: { colour: VERDICT_LOOKS.matches.colour, shape: "diamond" },
  improved: { colour: VERDICT_LOOKS.leads.colour, shape: "triangle-up" },
  regressed: { colour: VERDICT_LOOKS.trails.colour, shape: "triangle-down" },
  inconclusive: { colour: VERDICT_LOOKS.inconclusive.colour, shape: "cross" },
  "not compared": { colour: INK.context, shape: "square" },
};
