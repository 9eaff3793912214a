/** How a tensor of the authors' PyTorch code is laid out in ours. */
export type Layout =
  | "same"
  /** `[outputs, inputs]` to `[inputs, outputs]`. */
  | "linear"
  /** `[outputs, inputs, height, width]` to `[height, width, inputs, outputs]`. */
  | "convolution"
  /** `[outputs, inputs, 1, 1]` to `[inputs, outputs]`. */
  | "pointwise"
  /** `[inputs, outputs, neurons]` to `[neurons, inputs, outputs]`. */
  | "nlm"
  /** `[1, neurons, outputs]` to `[neurons, 1, outputs]`; the order of elements is the same. */
  | "nlm-bias";

/** One row of the table: our name, theirs, and the layout. `$1` and `$2` are the groups. */
type Row = readonly [ours: RegExp, theirs: string, layout: Layout];

/** Their normalisation layers. */
const NORM = String.raw`(synapses\..+|kv_proj\.1|.+\.layernorm|backbone\..*(?:bn\d|downsample\.1))`;

/** Their linear layers. */
const LINEAR = String
  .raw`(kv_proj\.0|q_proj|attention\.out_proj|synapses\..+|output_projector\.\d|positional_embedding\.projection)`;

/** Modules whose names differ; applied to the front of a name before {@link PARAMETERS}. */
const MODULES: readonly (readonly [RegExp, string])[] = [
  [/^backbone\.initialRgb\./, "initial_rgb."],
  [/^backbone\.stem\.norm\./, "backbone.bn1."],
  [/^backbone\.stem\./, "backbone.conv1."],
  [/^(backbone\.layer\d\.\d)\.first\.norm\./, "$1.bn1."],
  [/^(backbone\.layer\d\.\d)\.first\./, "$1.conv1."],
  [/^(backbone\.layer\d\.\d)\.second\.norm\./, "$1.bn2."],
  [/^(backbone\.layer\d\.\d)\.second\./, "$1.conv2."],
  [/^(backbone\.layer\d\.\d)\.shortcut\.norm\./, "$1.downsample.1."],
  [/^(backbone\.layer\d\.\d)\.shortcut\./, "$1.downsample.0."],
  [/^positionalEmbedding\./, "positional_embedding."],
  [/^keyValue\.linear\./, "kv_proj.0."],
  [/^keyValue\.norm\./, "kv_proj.1."],
  [/^query\./, "q_proj."],
  [/^attention\.output\./, "attention.out_proj."],
  [/^synapse\.linear\./, "synapses.1."],
  [/^synapse\.norm\./, "synapses.3."],
  [/^synapse\.first\.linear\./, "synapses.first_projection.0."],
  [/^synapse\.first\.norm\./, "synapses.first_projection.1."],
  [/^synapse\.(down|up)\.(\d+)\.linear\./, "synapses.$1_projections.$2.1."],
  [/^synapse\.(down|up)\.(\d+)\.norm\./, "synapses.$1_projections.$2.2."],
  [/^synapse\.skip\.(\d+)\./, "synapses.skip_lns.$1."],
  [/^nlm\.0\.norm\./, "trace_processor.0.0.layernorm."],
  [/^nlm\.1\.norm\./, "trace_processor.0.2.layernorm."],
  [/^nlm\.0\./, "trace_processor.0.0."],
  [/^nlm\.1\./, "trace_processor.0.2."],
  [/^head\.hidden\./, "output_projector.3."],
];

const PARAMETERS: readonly Row[] = [
  [/^(initial_rgb)\.weight$/, "$1.weight", "pointwise"],
  [/^backbone\.embedding$/, "backbone.embedding.weight", "same"],
  [/^(backbone\..*(?:conv\d|downsample\.0))\.weight$/, "$1.weight", "convolution"],
  [/^attention\.input\.weight$/, "attention.in_proj_weight", "linear"],
  [/^attention\.input\.bias$/, "attention.in_proj_bias", "same"],
  [/^(trace_processor\.0\.\d)\.weight$/, "$1.w1", "nlm"],
  [/^(trace_processor\.0\.\d)\.bias$/, "$1.b1", "nlm-bias"],
  [/^(trace_processor\.0\.\d)\.divisor$/, "$1.T", "same"],
  [/^lstm\.(\d)\.inputWeight$/, "lstm.weight_ih_l$1", "linear"],
  [/^lstm\.(\d)\.hiddenWeight$/, "lstm.weight_hh_l$1", "linear"],
  [/^lstm\.(\d)\.inputBias$/, "lstm.bias_ih_l$1", "same"],
  [/^lstm\.(\d)\.hiddenBias$/, "lstm.bias_hh_l$1", "same"],
  [/^start\.postActivation$/, "start_activated_state", "same"],
  [/^start\.history$/, "start_trace", "same"],
  [/^start\.hidden$/, "start_hidden_state", "same"],
  [/^start\.cell$/, "start_cell_state", "same"],
  [/^decay\.action$/, "decay_params_action", "same"],
  [/^decay\.output$/, "decay_params_out", "same"],
  [new RegExp(`^${NORM}\\.scale$`), "$1.weight", "same"],
  [new RegExp(`^${NORM}\\.shift$`), "$1.bias", "same"],
  [new RegExp(`^${NORM}\\.runningMean$`), "$1.running_mean", "same"],
  [new RegExp(`^${NORM}\\.runningVariance$`), "$1.running_var", "same"],
  [new RegExp(`^${LINEAR}\\.weight$`), "$1.weight", "linear"],
  [new RegExp(`^(${LINEAR}|initial_rgb)\\.bias$`), "$1.bias", "same"],
];

/**
 * Name and layout of a parameter in the authors' state dictionary: the one map through which their
 * checkpoints and the golden cases are loaded.
 *
 * @param name Our name.
 * @param outputModule Their name of the last linear layer: `output_projector.0` for CTM and LSTM,
 *   `output_projector.6` for the feed-forward baseline.
 * @throws {RangeError} For a name that the authors' code has no counterpart of.
 */
export function stateDictEntry(
  name: string,
  outputModule = "output_projector.0",
): { readonly name: string; readonly layout: Layout } {
  const rename = [...MODULES, [/^output\./, `${outputModule}.`] as const];
  const module = rename.find(([pattern]) => pattern.test(name));
  const renamed = module ? name.replace(module[0], module[1]) : name;
  const row = PARAMETERS.find(([pattern]) => pattern.test(renamed));
  if (!row) throw new RangeError(`The authors' code has no parameter like ${name}`);
  return { name: renamed.replace(row[0], row[1]), layout: row[2] };
}

/** Their elements in our order. @param shape Their shape. */
export function fromStateDict(
  values: ArrayLike<number>,
  shape: readonly number[],
  layout: Layout,
): Float32Array {
  return permute(values, shape, permutationOf(layout));
}

/** Our elements in their order. @param shape Our shape. */
export function toStateDict(
  values: ArrayLike<number>,
  shape: readonly number[],
  layout: Layout,
): Float32Array {
  const order = permutationOf(layout);
  if (order === null) return Float32Array.from(values);
  if (layout === "pointwise") shape = [1, 1, ...shape];
  return permute(values, shape, order.map((_, axis) => order.indexOf(axis)));
}

/** Axis k of ours is axis `order[k]` of theirs; `null` where the order of elements is the same. */
function permutationOf(layout: Layout): readonly number[] | null {
  switch (layout) {
    case "same":
    case "nlm-bias":
      return null;
    case "linear":
      return [1, 0];
    case "convolution":
    case "pointwise":
      return [2, 3, 1, 0];
    case "nlm":
      return [2, 0, 1];
    default:
      return layout satisfies never;
  }
}

function permute(
  values: ArrayLike<number>,
  shape: readonly number[],
  order: readonly number[] | null,
): Float32Array {
  if (order === null) return Float32Array.from(values);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const result = new Float32Array(values.length);
  const index = new Array<number>(shape.length).fill(0);
  for (let i = 0; i < result.length; i++) {
    result[i] = values[order.reduce((sum, axis, k) => sum + index[k]! * strides[axis]!, 0)]!;
    for (let k = order.length - 1; k >= 0; k--) {
      if (++index[k]! < shape[order[k]!]!) break;
      index[k] = 0;
    }
  }
  return result;
}
