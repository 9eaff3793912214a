import type { ModelSize, ProblemShape } from "../contract/shape.ts";
import {
  constant,
  countParameters,
  type Declaration,
  declareLinear,
  declareNorm,
  parameter,
  uniform,
} from "../nn/declaration.ts";
import { planReader } from "../nn/reader_plan.ts";
import type { CtmOptions } from "./options.ts";

/** The narrowest layer of a U-Net synapse. */
const BOTTLENECK = 16;

/** Everything about a CTM that follows from its options. */
export interface CtmPlan {
  readonly declarations: readonly Declaration[];
  readonly size: ModelSize;
  /** Entries of the output and of the action synchronisation, 0 where nothing is asked. */
  readonly synchronisation: { readonly output: number; readonly action: number };
}

/** Entries of a synchronisation vector made from `pairs` (J) neurons a side. Paper, section 3.4. */
export function synchronisationSize(
  selection: CtmOptions["neuronSelection"],
  pairs: number,
): number {
  return selection === "random-pairing" ? pairs : pairs * (pairs + 1) / 2;
}

/** Widths of a U-Net synapse: `depth` values from `neurons` to 16, evenly spaced, truncated. */
export function synapseWidths(neurons: number, depth: number): number[] {
  const step = (BOTTLENECK - neurons) / (depth - 1);
  return Array.from(
    { length: depth },
    (_, i) => i === depth - 1 ? BOTTLENECK : Math.trunc(i * step + neurons),
  );
}

/** Plans the parameters and the cost of a CTM. */
export function planCtm(options: CtmOptions, shape: ProblemShape): CtmPlan {
  const { neurons, memoryLength } = options;
  const output = synchronisationSize(options.neuronSelection, options.outputPairs);
  // Without attention nothing is asked, so there is no action synchronisation.
  const asks = shape.presentation.kind !== "direct";
  const action = asks ? synchronisationSize(options.neuronSelection, options.actionPairs) : 0;
  const reader = planReader(options, shape, { query: action, questionPath: "embedding" });
  const answers = shape.positions * shape.classes;
  const synapseInput = reader.width + neurons;
  const declarations = [
    ...reader.declarations,
    ...declareSynapse(options, synapseInput),
    ...declareNlm(options),
    parameter("start.postActivation", [neurons], uniform(Math.sqrt(1 / neurons))),
    parameter(
      "start.history",
      [neurons, memoryLength],
      uniform(Math.sqrt(1 / (neurons + memoryLength))),
    ),
    ...(asks ? [parameter("decay.action", [action], constant(0))] : []),
    parameter("decay.output", [output], constant(0)),
    ...declareLinear("output", output, answers),
  ];
  const perTick = synapseFlops(options, synapseInput) + nlmFlops(options) + 2 * output * answers;
  return {
    declarations,
    size: {
      parameters: countParameters(declarations),
      flopsPerExample: reader.flops + reader.meanTicks * perTick,
    },
    synchronisation: { output, action },
  };
}

function declareSynapse({ neurons, synapseDepth }: CtmOptions, input: number): Declaration[] {
  if (synapseDepth === 1) {
    return [
      ...declareLinear("synapse.linear", input, 2 * neurons),
      ...declareNorm("synapse.norm", neurons),
    ];
  }
  const widths = synapseWidths(neurons, synapseDepth);
  const block = (name: string, inputs: number, outputs: number) => [
    ...declareLinear(`${name}.linear`, inputs, outputs),
    ...declareNorm(`${name}.norm`, outputs),
  ];
  return [
    ...block("synapse.first", input, widths[0]!),
    ...widths.slice(1).flatMap((width, i) => [
      ...block(`synapse.down.${i}`, widths[i]!, width),
      ...block(`synapse.up.${i}`, width, widths[i]!),
      ...declareNorm(`synapse.skip.${i}`, widths[i]!),
    ]),
  ];
}

function synapseFlops({ neurons, synapseDepth }: CtmOptions, input: number): number {
  if (synapseDepth === 1) return 4 * neurons * input;
  const widths = synapseWidths(neurons, synapseDepth);
  return widths.slice(1).reduce(
    (sum, width, i) => sum + 4 * widths[i]! * width,
    2 * input * widths[0]!,
  );
}

/** Widths of the layers of a neuron-level model: inputs and outputs before gating. @internal */
export function nlmLayers(
  { deepNlm, memoryLength, nlmWidth }: CtmOptions,
): { readonly inputs: number; readonly outputs: number }[] {
  return deepNlm
    ? [{ inputs: memoryLength, outputs: 2 * nlmWidth }, { inputs: nlmWidth, outputs: 2 }]
    : [{ inputs: memoryLength, outputs: 2 }];
}

function declareNlm(options: CtmOptions): Declaration[] {
  const { neurons, nlmNorm } = options;
  return nlmLayers(options).flatMap(({ inputs, outputs }, i) => [
    parameter(
      `nlm.${i}.weight`,
      [neurons, inputs, outputs],
      uniform(1 / Math.sqrt(inputs + outputs)),
    ),
    parameter(`nlm.${i}.bias`, [neurons, 1, outputs], constant(0)),
    parameter(`nlm.${i}.divisor`, [1], constant(1)),
    ...(nlmNorm ? declareNorm(`nlm.${i}.norm`, inputs) : []),
  ]);
}

function nlmFlops(options: CtmOptions): number {
  return nlmLayers(options).reduce(
    (sum, { inputs, outputs }) => sum + 2 * options.neurons * inputs * outputs,
    0,
  );
}
