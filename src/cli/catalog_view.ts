import type { z } from "zod";
import type { AxisName, SweepSpec } from "../spec/mod.ts";

/** What the driver needs to know about a model of the catalog. */
export interface ModelView<Shape> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Strict, with a default for every option. */
  readonly options: z.ZodType;
  /** The sweep axes that set options of this model. */
  readonly axes: readonly AxisName[];
  /** The option that the matching solver sets, or `null` for the CTM, which the others match. */
  readonly width:
    | { readonly option: string; readonly minimum: number; readonly maximum: number }
    | null;
  size(
    options: unknown,
    shape: Shape,
  ): { readonly parameters: number; readonly flopsPerExample: number };
}

/** A named, complete sweep that flags change. */
export interface PresetView {
  readonly name: string;
  readonly description: string;
  readonly sweep: SweepSpec;
}

/** Input and output sizes of a data set. */
export interface DataView {
  readonly sha256: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classes: number;
}

/** The part of the catalog that resolving and planning use; passed in, so that tests can use another. */
export interface CatalogView<Shape = unknown> {
  readonly models: readonly ModelView<Shape>[];
  /** The first one is the default. */
  readonly presets: readonly PresetView[];
  readonly datasets: readonly string[];
  readonly problems: readonly string[];
  /** Options of the optimisers, by name. */
  readonly optimisers: { readonly [name: string]: z.ZodType };
  shapeOf(problem: string, data: DataView): Shape;
}

/** Whether a model is the one that the verdict is about. */
export function isReferenceModel(model: { readonly width: unknown }): boolean {
  return model.width === null;
}
