import type { z } from "zod";
import type { DataFacts } from "../../datasets/mod.ts";
import type { AxisName, Choice, ProblemDifferences, SweepSpec } from "../spec/mod.ts";

/** What the driver needs to know about a model of the catalog. */
export interface ModelView<Shape> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Strict, with a default for every option. */
  readonly options: z.ZodType;
  /** The sweep axes that set options of this model. */
  readonly axes: readonly AxisName[];
  /** How an example may be presented to it. */
  readonly presentations: readonly string[];
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

/** What is learned, from which data. */
export interface ProblemView {
  readonly name: string;
  readonly description: string;
  readonly options: z.ZodType;
  /** The default first. */
  readonly datasets: readonly string[];
  /** How its examples are presented to a model. */
  readonly presentation: string;
  /** How models are treated differently. @param options Complete. */
  differences(options: unknown): ProblemDifferences;
}

/** The part of the catalog that resolving and planning use; passed in, so that tests can use another. */
export interface CatalogView<Shape = unknown> {
  readonly models: readonly ModelView<Shape>[];
  /** The first one is the default. */
  readonly presets: readonly PresetView[];
  readonly problems: readonly ProblemView[];
  /** Options of a data set that a problem names. */
  datasetOptions(name: string): z.ZodType;
  /** Options of the optimisers, by name. */
  readonly optimisers: { readonly [name: string]: z.ZodType };
  /** Options of the learning-rate schedules, by name. */
  readonly schedules: { readonly [name: string]: z.ZodType };
  shapeOf(problem: Choice, data: DataFacts): Shape;
}

/** Whether a model is the one that the verdict is about. */
export function isReferenceModel(model: { readonly width: unknown }): boolean {
  return model.width === null;
}
