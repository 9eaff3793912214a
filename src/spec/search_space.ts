import { z } from "zod";

/**
 * One searched setting. `log` draws evenly on a logarithmic scale, `linear` on a plain one, `integer`
 * whole numbers with both ends.
 */
export const searchDimensionSchema = z.strictObject({
  /**
   * What it sets: `optimiser.<option>`, `model.<option>`, or `schedule.<option>`, of which `warmup`
   * is the share of the budget.
   */
  setting: z.string().regex(/^(optimiser|schedule|model)\.\w+$/),
  low: z.number(),
  high: z.number(),
  scale: z.enum(["log", "linear", "integer"]),
}).refine(({ low, high }) => low < high, { path: ["high"], message: "must be above low" })
  .refine(({ low, scale }) => scale !== "log" || low > 0, {
    path: ["low"],
    message: "must be above 0 on a logarithmic scale",
  })
  .refine(
    ({ low, high, scale }) =>
      scale !== "integer" || (Number.isInteger(low) && Number.isInteger(high)),
    { path: ["low"], message: "must be a whole number, and high too" },
  );

/** See {@link searchDimensionSchema}. */
export type SearchDimension = z.infer<typeof searchDimensionSchema>;

/** What is searched for one model. */
export const searchSpaceSchema = z.strictObject({
  name: z.string().min(1),
  dimensions: z.array(searchDimensionSchema).min(1),
});

/** See {@link searchSpaceSchema}. */
export type SearchSpace = z.infer<typeof searchSpaceSchema>;

/** Values by what they set, as {@link SearchDimension.setting} names it. */
export const settingsSchema = z.record(z.string(), z.number());

/** See {@link settingsSchema}. */
export type Settings = Readonly<Record<string, number>>;

/** The value of a dimension at a place from 0 (included) to 1 (excluded). */
export function valueAt({ low, high, scale }: SearchDimension, place: number): number {
  switch (scale) {
    case "log":
      return low * (high / low) ** place;
    case "linear":
      return low + (high - low) * place;
    case "integer":
      return low + Math.floor((high - low + 1) * place);
    default:
      return scale satisfies never;
  }
}

/** A value this near to an end of its range, as a part of the range, lies on the edge. */
export const EDGE_SHARE = 0.05;

/**
 * The end of the range on which a value lies, or `null` for a value inside. A best value on the edge
 * says that a better one may lie beyond it. Whole numbers are on the edge only at the very end; a
 * value outside the range, of borrowed settings, is on no edge.
 */
export function edgeOf(dimension: SearchDimension, value: number): "low" | "high" | null {
  const { low, high, scale } = dimension;
  if (value < low || value > high) return null;
  if (scale === "integer") return value === low ? "low" : value === high ? "high" : null;
  const place = scale === "log"
    ? Math.log(value / low) / Math.log(high / low)
    : (value - low) / (high - low);
  return place <= EDGE_SHARE ? "low" : place >= 1 - EDGE_SHARE ? "high" : null;
}
