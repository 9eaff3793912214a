import { type AxisName, parseRange, type SweepSpec, usageError } from "../spec/mod.ts";
import { AXIS_FLAGS, optionsOfAxis } from "./cells.ts";
import { FLAG_LIST } from "./flag_table.ts";
import type { FlagValues } from "./flags.ts";
import type { ModelOptions } from "./model_options.ts";

type Axes = SweepSpec["axes"];

/**
 * The axes that flags set.
 *
 * @throws {BenchError} With exit code 2 for a malformed range, and for two flags that set the same
 * option.
 */
export function axesOfFlags(values: FlagValues): Axes {
  if (values.has("sync")) {
    for (const name of ["sync-out", "sync-action"] as const) {
      if (!values.has(name)) continue;
      throw usageError(`--sync and --${name} set the same pairs; give one of them`);
    }
  }
  return FLAG_LIST.flatMap(({ name, axis }) => {
    const text = values.get(name)?.[0];
    return axis && text ? [{ axis, values: parseRange(`--${name}`, text) }] : [];
  });
}

/** The preset's axes, replaced by those of flags that set the same options; new ones follow. */
export function mergeAxes(preset: Axes, flags: Axes): Axes {
  const set = new Set(flags.flatMap(({ axis }) => optionsOfAxis(axis)));
  const kept = preset.filter(({ axis }) => !optionsOfAxis(axis).some((option) => set.has(option)));
  const order = Object.keys(AXIS_FLAGS);
  return [...kept, ...flags].sort((a, b) => order.indexOf(a.axis) - order.indexOf(b.axis));
}

/** On each axis the preset's value if it is swept, else the largest value. */
export function referencePoint(axes: Axes, preset: ModelOptions): Map<AxisName, number> {
  return new Map(axes.map(({ axis, values }) => {
    const [first, ...others] = optionsOfAxis(axis).map((option) => preset[option]);
    const preferred = values.find((value) =>
      value === first && others.every((other) => other === value)
    );
    return [axis, preferred ?? Math.max(...values)] as const;
  }));
}

/** The values for baselines in a study without the CTM, where nothing is swept. */
export function singlePoint(axes: Axes): Map<AxisName, number> {
  return new Map(axes.map(({ axis, values }) => {
    if (values.length > 1) {
      const flag = AXIS_FLAGS[axis];
      throw usageError(
        `--${flag} ${values}: several values need ctm among --models; give one value`,
      );
    }
    return [axis, values[0]!] as const;
  }));
}
