import { matchWidth } from "../../baselines/match.ts";
import { BenchError, EXIT, type SweepSpec, type Trial } from "../spec/mod.ts";
import type { ModelView } from "./catalog_view.ts";
import { cellOf } from "./cells.ts";
import { type ModelOptions, validOptions } from "./model_options.ts";

/** A baseline may differ from the CTM by this part of its size. */
const TOLERANCE = 0.02;

/** A trial with the options that its runs get. */
export interface SizedTrial {
  readonly trial: Trial;
  readonly options: ModelOptions;
}

/**
 * The trial of a baseline, its width chosen so that it is as large as the reference cell.
 *
 * @param model `reference` is `null` in a study without the CTM, where nothing is matched.
 * @throws {BenchError} With exit code 7 if no width comes within 2 %.
 */
export function sizeBaseline<Shape>(
  sweep: SweepSpec,
  model: {
    readonly entry: ModelView<Shape>;
    readonly options: ModelOptions;
    readonly shape: Shape;
    readonly reference: Trial | null;
  },
): SizedTrial {
  const { entry, options, shape, reference } = model;
  const { own, matched } = reference === null || sweep.match === "none" || entry.width === null
    ? { own: options, matched: "" }
    : matchBaseline(sweep.match, { entry, options, shape, reference });
  return {
    options: own,
    trial: {
      label: entry.name,
      model: entry.name,
      role: "baseline",
      cell: cellOf(own),
      ...entry.size(own, shape),
      parameterRatio: 1,
      flopRatio: 1,
      matched,
    },
  };
}

function matchBaseline<Shape>(
  match: "params" | "flops",
  { entry, options, shape, reference }: {
    readonly entry: ModelView<Shape>;
    readonly options: ModelOptions;
    readonly shape: Shape;
    readonly reference: Trial;
  },
): { own: ModelOptions; matched: string } {
  const width = entry.width!;
  const quantity = match === "params" ? "parameters" : "flopsPerExample";
  const atWidth = (value: number) => ({ ...options, [width.option]: value });
  const best = matchWidth(
    (value) => entry.size(atWidth(value), shape)[quantity],
    reference[quantity],
    width,
  );
  const chosen = `${width.option}=${best.width}`;
  if (Math.abs(best.ratio - 1) > TOLERANCE) {
    const unit = match === "params" ? "parameters" : "FLOPs per example";
    throw new BenchError(
      `${entry.name} cannot be matched to ${reference.label} within 2 % on ${unit}: the closest is ${chosen} with ${best.size} against ${
        reference[quantity]
      } (${
        (100 * (best.ratio - 1)).toFixed(1)
      } %); change the CTM's size, match on the other quantity, or compare unmatched models with --match none`,
      EXIT.unfair,
    );
  }
  return {
    own: validOptions(entry, atWidth(best.width), `--match ${match}`),
    matched: chosen,
  };
}
