import type { ModelSize, ProblemShape } from "../../src/contract/shape.ts";
import {
  countParameters,
  type Declaration,
  declareLinear,
  parameter,
  uniform,
} from "../../src/nn/declaration.ts";
import { planReader } from "../../src/nn/reader_plan.ts";
import type { LstmOptions } from "./options.ts";

/** Plans the parameters and the cost of the LSTM baseline. */
export function planLstm(
  options: LstmOptions,
  shape: ProblemShape,
): { readonly declarations: readonly Declaration[]; readonly size: ModelSize } {
  const { width, layers } = options;
  const reader = planReader(options, shape, { query: width, questionPath: "key-value" });
  const answers = shape.positions * shape.classes;
  const recurrent = uniform(1 / Math.sqrt(width));
  const declarations = [
    ...reader.declarations,
    ...Array.from({ length: layers }, (_, layer) => [
      parameter(
        `lstm.${layer}.inputWeight`,
        [layer === 0 ? reader.width : width, 4 * width],
        recurrent,
      ),
      parameter(`lstm.${layer}.hiddenWeight`, [width, 4 * width], recurrent),
      parameter(`lstm.${layer}.inputBias`, [4 * width], recurrent),
      parameter(`lstm.${layer}.hiddenBias`, [4 * width], recurrent),
    ]).flat(),
    parameter("start.hidden", [layers, width], uniform(Math.sqrt(1 / width))),
    parameter("start.cell", [layers, width], uniform(Math.sqrt(1 / width))),
    ...declareLinear("output", width, answers),
  ];
  const cells = 8 * width * (reader.width + width) + (layers - 1) * 16 * width * width;
  return {
    declarations,
    size: {
      parameters: countParameters(declarations),
      flopsPerExample: reader.flops + reader.meanTicks * (cells + 2 * width * answers),
    },
  };
}
