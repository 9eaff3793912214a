import type { AxisName, Cell, Plan, Trial } from "../spec/mod.ts";

/** The value of `axis` in `cell`; `sync` reads the output pairs, which it sets with the others. */
export function axisValue(cell: Cell, axis: AxisName): number | null {
  return axis === "sync" ? cell.outputPairs : cell[axis];
}

/** The axes along which the CTM's trials differ, in the order of the study. */
export function sweptAxes(plan: Plan): AxisName[] {
  return plan.sweep.axes.map(({ axis }) => axis).filter((axis) =>
    axisValues(plan, axis).length > 1
  );
}

/** The distinct values of `axis` over the CTM's trials, ascending. */
export function axisValues(plan: Plan, axis: AxisName): number[] {
  const values = exploredTrials(plan).flatMap(({ cell }) => axisValue(cell, axis) ?? []);
  return [...new Set(values)].sort((a, b) => a - b);
}

/** The trials of the model that the study is about: the reference and the sweep. */
export function exploredTrials(plan: Plan): Trial[] {
  return plan.trials.filter((trial) => trial.role !== "baseline");
}

/** The name of an axis in words. */
export function axisTitle(axis: AxisName): string {
  switch (axis) {
    case "ticks":
      return "trained ticks";
    case "sync":
      return "synchronisation pairs";
    case "outputPairs":
      return "output pairs";
    case "actionPairs":
      return "action pairs";
    case "memoryLength":
      return "memory length";
    case "neurons":
      return "neurons";
    default:
      return axis satisfies never;
  }
}

/** A cell by the values of `axes`, for example `8 ticks, 32 pairs`. */
export function cellText(cell: Cell, axes: readonly AxisName[]): string {
  return axes.map((axis) => valueText(axis, axisValue(cell, axis))).join(", ");
}

function valueText(axis: AxisName, value: number | null): string {
  switch (axis) {
    case "ticks":
      return `${value} tick${value === 1 ? "" : "s"}`;
    case "sync":
      return `${value} pairs`;
    case "memoryLength":
      return `memory ${value}`;
    case "outputPairs":
    case "actionPairs":
    case "neurons":
      return `${value} ${axisTitle(axis)}`;
    default:
      return axis satisfies never;
  }
}
