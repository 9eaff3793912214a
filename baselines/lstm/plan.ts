import type { ModelSize, ProblemShape } from "../../src/contract/shape.ts";
import { attentionFlops, declareAttention } from "../../src/nn/attention_plan.ts";
import { planBackbone } from "../../src/nn/backbone_plan.ts";
import {
  countParameters,
  type Declaration,
  declareLinear,
  parameter,
  uniform,
} from "../../src/nn/declaration.ts";
import { planPositionalEmbedding } from "../../src/nn/positional_embedding_plan.ts";
import type { LstmOptions } from "./options.ts";

/** Plans the parameters and the cost of the LSTM baseline. */
export function planLstm(
  options: LstmOptions,
  shape: ProblemShape,
): { readonly declarations: readonly Declaration[]; readonly size: ModelSize } {
  const { width, layers, inputWidth, ticks } = options;
  const backbone = planBackbone(options.backbone, shape);
  const { channels } = backbone.output;
  const tokens = backbone.output.height * backbone.output.width;
  const positions = planPositionalEmbedding(options.positionalEmbedding, { tokens, channels });
  const answers = shape.positions * shape.classes;
  const recurrent = uniform(1 / Math.sqrt(width));
  const declarations = [
    ...backbone.declarations,
    ...positions.declarations,
    ...declareAttention(inputWidth, { channels, query: width }),
    ...Array.from({ length: layers }, (_, layer) => [
      parameter(
        `lstm.${layer}.inputWeight`,
        [layer === 0 ? inputWidth : width, 4 * width],
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
  const attention = attentionFlops(inputWidth, { channels, query: width, tokens });
  const cells = 8 * width * (inputWidth + width) + (layers - 1) * 16 * width * width;
  const perTick = attention.perTick + cells + 2 * width * answers;
  return {
    declarations,
    size: {
      parameters: countParameters(declarations),
      flopsPerExample: backbone.flops + positions.flops + attention.once + ticks * perTick,
    },
  };
}
