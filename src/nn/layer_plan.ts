import {
  type Declaration,
  declareBatchNorm,
  declareBiasedConvolution,
  declareConvolution,
} from "./declaration.ts";

/** A feature map's shape. */
export interface FeatureShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** What a layer, or layers one after the other, is made of, computed without building it. */
export interface LayerPlan {
  readonly declarations: readonly Declaration[];
  readonly output: FeatureShape;
  /** Forward FLOPs of one example. */
  readonly flops: number;
}

/** Layers one after the other, each planned for what the one before gives. */
export function planSequence(
  input: FeatureShape,
  layers: readonly ((input: FeatureShape) => LayerPlan)[],
): LayerPlan {
  return layers.reduce<LayerPlan>((before, layer) => {
    const { declarations, output, flops } = layer(before.output);
    return {
      declarations: [...before.declarations, ...declarations],
      output,
      flops: before.flops + flops,
    };
  }, { declarations: [], output: input, flops: 0 });
}

/** Options of {@link planConvolution}. */
export interface ConvolutionPlanOptions {
  /** Width of the square filter, odd. */
  readonly size: number;
  readonly outputs: number;
  /** Default 1. */
  readonly stride?: number;
  /** Default 1. */
  readonly groups?: number;
  /** Default false. */
  readonly bias?: boolean;
}

/** A convolution padded by half its width. */
export function planConvolution(
  name: string,
  input: FeatureShape,
  options: ConvolutionPlanOptions,
): LayerPlan {
  const { size, outputs, stride = 1, groups = 1, bias = false } = options;
  const strided = (length: number) => Math.floor((length - 1) / stride) + 1;
  const [height, width] = [strided(input.height), strided(input.width)];
  const inputs = input.channels / groups;
  return {
    declarations: bias
      ? declareBiasedConvolution(name, size, { inputs, outputs })
      : [declareConvolution(name, size, { inputs, outputs })],
    output: { height, width, channels: outputs },
    flops: 2 * height * width * size * size * inputs * outputs,
  };
}

/** The same with batch normalisation of its outputs. */
export function planConvNorm(
  name: string,
  input: FeatureShape,
  options: ConvolutionPlanOptions,
): LayerPlan {
  const { declarations, ...rest } = planConvolution(name, input, options);
  return {
    declarations: [...declarations, ...declareBatchNorm(`${name}.norm`, options.outputs)],
    ...rest,
  };
}
