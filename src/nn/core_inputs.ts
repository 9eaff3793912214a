import type { Observe } from "../contract/mod.ts";
import type { CoreInputs, ReportCore } from "../kernels/mod.ts";
import * as tf from "../tensor/tf.ts";
import type { Parameters } from "./parameters.ts";
import type { Presented } from "./presented.ts";

/**
 * What a recurrent core is computed from: parameters under their names, maps as `map.0` and so on,
 * given answers as `given.0` and so on.
 *
 * @param chosen `parts` are the first parts of the names of its parameters; `untrained` parameters
 *   are only read.
 */
export function coreInputs(
  parameters: Parameters,
  { maps, givens, mapsLearn }: Presented,
  { parts, untrained = [] }: {
    readonly parts: readonly string[];
    readonly untrained?: readonly string[];
  },
): CoreInputs {
  const trained: { [name: string]: tf.Tensor } = {};
  const constants: { [name: string]: tf.Tensor } = {};
  for (const [name, variable] of parameters.trainable) {
    if (!parts.includes(name.split(".")[0]!)) continue;
    (untrained.includes(name) ? constants : trained)[name] = variable;
  }
  maps.forEach((map, i) => (mapsLearn ? trained : constants)[`map.${i}`] = map);
  givens.forEach(({ answer, learns }, i) => (learns ? trained : constants)[`given.${i}`] = answer);
  return { trained, constants };
}

/** Hands what happened inside a core to an observer. */
export function reportTo(observe: Observe | undefined): ReportCore | null {
  if (observe === undefined) return null;
  return (name, tick, values, shape) => {
    const tensor = tf.tensor(values, [...shape]);
    observe(name, tick, tensor);
    tensor.dispose();
  };
}

/** Shows an observer the answers that a core was given. */
export function observeGivens(
  observe: Observe | undefined,
  { givens, sources }: Presented,
): void {
  sources.forEach(({ kind, index }, tick) => {
    if (kind === "map") return;
    const { answer, observedAs } = givens[index]!;
    if (observedAs !== null) observe?.(observedAs, tick + 1, answer);
  });
}
