import { declareLinear } from "./declaration.ts";
import { type FeatureShape, type LayerPlan, planConvNorm, planSequence } from "./layer_plan.ts";

/** Which residual net, and after which of its four layers it ends. */
export interface ResnetOptions {
  readonly depth: 18 | 34 | 50 | 101 | 152;
  readonly cut: number;
}

/** One convolution of a residual block. @internal */
export interface BlockConvolution {
  readonly name: string;
  readonly size: number;
  readonly outputs: number;
  readonly stride: number;
}

/** A residual block: convolutions one after the other, added to the shortcut. @internal */
export interface ResidualBlock {
  readonly convolutions: readonly BlockConvolution[];
  /** `null` where the input itself is added. */
  readonly shortcut: BlockConvolution | null;
}

/** Channels behind the stem. */
const STEM = 64;

/**
 * Blocks of the four layers. The authors' ResNet-152 has 4 blocks in its second layer where the
 * original has 8.
 */
const BLOCKS: { readonly [Depth in ResnetOptions["depth"]]: readonly number[] } = {
  18: [2, 2, 2, 2],
  34: [3, 4, 6, 3],
  50: [3, 4, 6, 3],
  101: [3, 4, 23, 3],
  152: [3, 4, 36, 3],
};

/** Residual blocks in order, up to the cut. Source: He et al. 2015, arXiv:1512.03385, table 1. */
export function residualBlocks({ depth, cut }: ResnetOptions): ResidualBlock[] {
  const bottleneck = depth >= 50;
  let inputs = STEM;
  return BLOCKS[depth].slice(0, cut).flatMap((count, layer) =>
    Array.from({ length: count }, (_, i) => {
      const name = `backbone.layer${layer + 1}.${i}`;
      const planes = STEM * 2 ** layer;
      const outputs = bottleneck ? 4 * planes : planes;
      const stride = layer > 0 && i === 0 ? 2 : 1;
      const shortcut = stride === 1 && inputs === outputs
        ? null
        : { name: `${name}.shortcut`, size: 1, outputs, stride };
      inputs = outputs;
      const convolutions = bottleneck
        ? [
          { name: `${name}.first`, size: 1, outputs: planes, stride: 1 },
          { name: `${name}.second`, size: 3, outputs: planes, stride },
          { name: `${name}.third`, size: 1, outputs, stride: 1 },
        ]
        : [
          { name: `${name}.first`, size: 3, outputs, stride },
          { name: `${name}.second`, size: 3, outputs, stride: 1 },
        ];
      return { convolutions, shortcut };
    })
  );
}

/**
 * Plans a residual net as the authors cut it: a 1x1 convolution to three channels, even for three
 * channels, a 3x3 stem, pooling by two, and the first layers of blocks without what would follow.
 */
export function planResnet(options: ResnetOptions, input: FeatureShape): LayerPlan {
  return planSequence(input, [
    planInitialRgb,
    (map) => planConvNorm("backbone.stem", map, { size: 3, outputs: STEM }),
    planStemPool,
    ...residualBlocks(options).map((block) => (map: FeatureShape) => planBlock(block, map)),
  ]);
}

function planInitialRgb({ height, width, channels }: FeatureShape): LayerPlan {
  return {
    declarations: declareLinear("backbone.initialRgb", channels, 3),
    output: { height, width, channels: 3 },
    flops: 2 * height * width * channels * 3,
  };
}

/** Windows of 3 with stride 2, padded by 1. */
function planStemPool({ height, width, channels }: FeatureShape): LayerPlan {
  const output = { height: Math.ceil(height / 2), width: Math.ceil(width / 2), channels };
  return { declarations: [], output, flops: 0 };
}

function planBlock({ convolutions, shortcut }: ResidualBlock, input: FeatureShape): LayerPlan {
  const main = planSequence(
    input,
    convolutions.map(({ name, ...convolution }) => (map: FeatureShape) =>
      planConvNorm(name, map, convolution)
    ),
  );
  if (shortcut === null) return main;
  const side = planConvNorm(shortcut.name, input, shortcut);
  return {
    declarations: [...main.declarations, ...side.declarations],
    output: main.output,
    flops: main.flops + side.flops,
  };
}
