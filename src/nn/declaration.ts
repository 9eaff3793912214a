/** How a parameter starts. Sources: specification of the authors' code, section 2. */
export type Initial =
  /** Uniform on (-bound, bound). */
  | { readonly kind: "uniform"; readonly bound: number }
  | { readonly kind: "normal"; readonly standardDeviation: number }
  | { readonly kind: "constant"; readonly value: number }
  /** These very elements, row-major. */
  | { readonly kind: "values"; readonly values: readonly number[] };

/** A parameter before it exists: what counting, building and loading checkpoints share. */
export interface Declaration {
  readonly name: string;
  readonly shape: readonly number[];
  readonly initial: Initial;
  /** A buffer is state that gradients do not train. */
  readonly trainable: boolean;
}

/** A trainable parameter. */
export function parameter(name: string, shape: readonly number[], initial: Initial): Declaration {
  return { name, shape, initial, trainable: true };
}

/** Uniform on (-bound, bound). */
export function uniform(bound: number): Initial {
  return { kind: "uniform", bound };
}

/** All elements equal. */
export function constant(value: number): Initial {
  return { kind: "constant", value };
}

/** Number of elements of the trainable declarations. */
export function countParameters(declarations: readonly Declaration[]): number {
  return declarations.filter((d) => d.trainable).reduce(
    (sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1),
    0,
  );
}

/** Affine map: weight `[inputs, outputs]` and bias `[outputs]`, both U(1 / sqrt(inputs)). */
export function declareLinear(name: string, inputs: number, outputs: number): Declaration[] {
  const initial = uniform(1 / Math.sqrt(inputs));
  return [
    parameter(`${name}.weight`, [inputs, outputs], initial),
    parameter(`${name}.bias`, [outputs], initial),
  ];
}

/** Scale 1 and shift 0, both `[width]`. */
export function declareNorm(name: string, width: number): Declaration[] {
  return [
    parameter(`${name}.scale`, [width], constant(1)),
    parameter(`${name}.shift`, [width], constant(0)),
  ];
}

/** Batch normalisation: scale, shift, running mean 0 and variance 1, all `[channels]`. */
export function declareBatchNorm(name: string, channels: number): Declaration[] {
  return [
    ...declareNorm(name, channels),
    { name: `${name}.runningMean`, shape: [channels], initial: constant(0), trainable: false },
    { name: `${name}.runningVariance`, shape: [channels], initial: constant(1), trainable: false },
  ];
}

/**
 * Convolution without bias: `[size, size, inputs, outputs]`, U(1 / sqrt(fan in)); no He scaling.
 *
 * @param channels `inputs` that each output sees, those of its group alone if there are groups.
 */
export function declareConvolution(
  name: string,
  size: number,
  channels: { readonly inputs: number; readonly outputs: number },
): Declaration {
  const { inputs, outputs } = channels;
  const initial = uniform(1 / Math.sqrt(inputs * size * size));
  return parameter(`${name}.weight`, [size, size, inputs, outputs], initial);
}

/** Convolution with a bias `[outputs]`, both U(1 / sqrt(fan in)). */
export function declareBiasedConvolution(
  name: string,
  size: number,
  channels: { readonly inputs: number; readonly outputs: number },
): Declaration[] {
  const weight = declareConvolution(name, size, channels);
  return [weight, parameter(`${name}.bias`, [channels.outputs], weight.initial)];
}
