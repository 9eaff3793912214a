import type { AxisName, Cell, SweepSpec } from "../spec/mod.ts";
import type { ModelOptions } from "./model_options.ts";

/** The flag of each axis without its dashes: how axes are called in messages and labels. */
export const AXIS_FLAGS: { readonly [axis in AxisName]: string } = {
  ticks: "ticks",
  sync: "sync",
  outputPairs: "sync-out",
  actionPairs: "sync-action",
  memoryLength: "memory",
  neurons: "neurons",
};

/** The options that an axis sets. */
export function optionsOfAxis(axis: AxisName): readonly string[] {
  return axis === "sync" ? ["outputPairs", "actionPairs"] : [axis];
}

/** One value per axis. */
export type GridPoint = ReadonlyMap<AxisName, number>;

/** The product of the axes in the order of their values, the last axis fastest; one empty point without axes. */
export function gridPoints(axes: SweepSpec["axes"]): GridPoint[] {
  return axes.reduce<GridPoint[]>(
    (points, { axis, values }) =>
      points.flatMap((point) => values.map((value) => new Map([...point, [axis, value]]))),
    [new Map()],
  );
}

/** `options` with the values of `point`. */
export function withPoint(options: ModelOptions, point: GridPoint): ModelOptions {
  const changes = [...point].flatMap(([axis, value]) =>
    optionsOfAxis(axis).map((option) => [option, value] as const)
  );
  return { ...options, ...Object.fromEntries(changes) };
}

/** Whether `options` already have the values of `point`. */
export function isAtPoint(options: ModelOptions, point: GridPoint): boolean {
  return [...point].every(([axis, value]) =>
    optionsOfAxis(axis).every((option) => options[option] === value)
  );
}

/** The swept options of a model; a model without ticks has one. */
export function cellOf(options: ModelOptions): Cell {
  const count = (option: string) => {
    const value = options[option];
    return typeof value === "number" ? value : null;
  };
  return {
    ticks: count("ticks") ?? 1,
    outputPairs: count("outputPairs"),
    actionPairs: count("actionPairs"),
    memoryLength: count("memoryLength"),
    neurons: count("neurons"),
  };
}

/** `ticks=4 sync=16`: the values of the axes that have more than one. */
export function pointText(point: GridPoint, axes: SweepSpec["axes"]): string {
  const swept = new Set(axes.filter(({ values }) => values.length > 1).map(({ axis }) => axis));
  return [...point]
    .filter(([axis]) => swept.has(axis))
    .map(([axis, value]) => `${AXIS_FLAGS[axis]}=${value}`)
    .join(" ");
}
