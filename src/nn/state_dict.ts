import type { Layout } from "./state_dict_layout.ts";

/** One row of the table: our name, theirs, and the layout. `$1` and `$2` are the groups. */
type Row = readonly [ours: RegExp, theirs: string, layout: Layout];

/** Their embedders of Fourier features, one of many or alone. */
const EMBEDDER = String.raw`positional_embedding(?:\.embedders\.\d)?`;

/** Their layers of backbones that are one numbered list; there convolutions have a bias. */
const LISTED = String.raw`backbone(?:_digit)?\.layers\.\d`;

/** Their convolutions. */
const CONVOLUTION = String.raw`(${LISTED}|backbone\..*(?:conv\d|downsample\.0))`;

/** Their normalisation layers. */
const NORM = `(${
  [
    String.raw`synapses\..+`,
    String.raw`kv_proj\.1`,
    String.raw`.+\.layernorm`,
    String.raw`${EMBEDDER}\.mlp\.3`,
    LISTED,
    String.raw`backbone\..*(?:bn\d|downsample\.1)`,
  ].join("|")
})`;

/** Their linear layers. */
const LINEAR = `(${
  [
    String.raw`kv_proj\.0`,
    "q_proj",
    String.raw`attention\.out_proj`,
    String.raw`synapses\..+`,
    String.raw`output_projector\.\d`,
    String.raw`positional_embedding\.projection(?:\.0)?`,
    String.raw`${EMBEDDER}\.mlp\.[02]`,
  ].join("|")
})`;

/** Modules whose names differ; applied to the front of a name before {@link PARAMETERS}. */
const MODULES: readonly (readonly [RegExp, string])[] = [
  [/^backbone\.initialRgb\./, "initial_rgb."],
  [/^backbone\.stem\.norm\./, "backbone.bn1."],
  [/^backbone\.stem\./, "backbone.conv1."],
  [/^(backbone\.layer\d\.\d+)\.first\.norm\./, "$1.bn1."],
  [/^(backbone\.layer\d\.\d+)\.first\./, "$1.conv1."],
  [/^(backbone\.layer\d\.\d+)\.second\.norm\./, "$1.bn2."],
  [/^(backbone\.layer\d\.\d+)\.second\./, "$1.conv2."],
  [/^(backbone\.layer\d\.\d+)\.third\.norm\./, "$1.bn3."],
  [/^(backbone\.layer\d\.\d+)\.third\./, "$1.conv3."],
  [/^(backbone\.layer\d\.\d+)\.shortcut\.norm\./, "$1.downsample.1."],
  [/^(backbone\.layer\d\.\d+)\.shortcut\./, "$1.downsample.0."],
  [/^backbone\.wide\.norm\./, "backbone.layers.2."],
  [/^backbone\.wide\./, "backbone.layers.0."],
  [/^backbone\.grouped\.norm\./, "backbone.layers.5."],
  [/^backbone\.grouped\./, "backbone.layers.3."],
  [/^backbone\.first\.norm\./, "backbone.layers.1."],
  [/^backbone\.first\./, "backbone.layers.0."],
  [/^backbone\.second\.norm\./, "backbone.layers.5."],
  [/^backbone\.second\./, "backbone.layers.4."],
  [/^positionalEmbedding\.planeProjection\./, "positional_embedding.projection.0."],
  [/^positionalEmbedding\.(embedders\.\d\.)?first\./, "positional_embedding.$1mlp.0."],
  [/^positionalEmbedding\.(embedders\.\d\.)?second\./, "positional_embedding.$1mlp.2."],
  [/^positionalEmbedding\.(embedders\.\d\.)?norm\./, "positional_embedding.$1mlp.3."],
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
];

/** The last layer of the feed-forward baseline, and its layer before. */
const FEED_FORWARD_OUTPUT = "output_projector.6";
const FEED_FORWARD_HIDDEN = [/^head\.hidden\./, "output_projector.3."] as const;

/** Of models that read digits one by one, behind {@link MODULES}. */
const DIGIT_MODULES: readonly (readonly [RegExp, string])[] = [
  [/^backbone\./, "backbone_digit."],
  [/^lstm\.0\./, "lstm_cell."],
];

const PARAMETERS: readonly Row[] = [
  [/^(initial_rgb)\.weight$/, "$1.weight", "pointwise"],
  [/^backbone\.embedding$/, "backbone.embedding.weight", "same"],
  [new RegExp(`^${CONVOLUTION}\\.weight$`), "$1.weight", "convolution"],
  [new RegExp(`^(${LISTED})\\.bias$`), "$1.bias", "same"],
  [new RegExp(`^(${EMBEDDER})\\.frequencies$`), "$1.Wr.weight", "linear"],
  [/^positional_embedding\.start$/, "positional_embedding.start_vector", "same"],
  [/^positional_embedding\.combination$/, "positional_embedding.combination", "same"],
  [/^question\.operators$/, "operator_backbone.embedding.weight", "same"],
  [/^attention\.input\.weight$/, "attention.in_proj_weight", "linear"],
  [/^attention\.input\.bias$/, "attention.in_proj_bias", "same"],
  [/^(trace_processor\.0\.\d)\.weight$/, "$1.w1", "nlm"],
  [/^(trace_processor\.0\.\d)\.bias$/, "$1.b1", "nlm-bias"],
  [/^(trace_processor\.0\.\d)\.divisor$/, "$1.T", "same"],
  [/^lstm\.(\d)\.inputWeight$/, "lstm.weight_ih_l$1", "linear"],
  [/^lstm\.(\d)\.hiddenWeight$/, "lstm.weight_hh_l$1", "linear"],
  [/^lstm\.(\d)\.inputBias$/, "lstm.bias_ih_l$1", "same"],
  [/^lstm\.(\d)\.hiddenBias$/, "lstm.bias_hh_l$1", "same"],
  [/^lstm_cell\.inputWeight$/, "lstm_cell.weight_ih", "linear"],
  [/^lstm_cell\.hiddenWeight$/, "lstm_cell.weight_hh", "linear"],
  [/^lstm_cell\.inputBias$/, "lstm_cell.bias_ih", "same"],
  [/^lstm_cell\.hiddenBias$/, "lstm_cell.bias_hh", "same"],
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

/** Whose state dictionary it is, for {@link stateDictEntry}. */
export interface StateDictOptions {
  /**
   * Their name of the last linear layer: `output_projector.0` for CTM and LSTM (the default),
   * `output_projector.6` for the feed-forward baseline, which alone has a hidden layer in its head.
   */
  readonly output?: string;
  /** Whether the model reads digits one by one and then a question (QAMNIST). Default false. */
  readonly digits?: boolean;
}

/**
 * Name and layout of a parameter in the authors' state dictionary: the one map through which their
 * checkpoints and the golden cases are loaded.
 *
 * @param name Our name.
 * @throws {RangeError} For a name that the authors' code has no counterpart of.
 */
export function stateDictEntry(
  name: string,
  { output = "output_projector.0", digits = false }: StateDictOptions = {},
): { readonly name: string; readonly layout: Layout } {
  const modules = [
    ...MODULES,
    [/^output\./, `${output}.`] as const,
    ...output === FEED_FORWARD_OUTPUT ? [FEED_FORWARD_HIDDEN] : [],
  ];
  const module = rename(name, modules);
  const renamed = digits ? rename(module, DIGIT_MODULES) : module;
  const row = PARAMETERS.find(([pattern]) => pattern.test(renamed));
  if (!row) throw new RangeError(`The authors' code has no parameter like ${name}`);
  return { name: renamed.replace(row[0], row[1]), layout: row[2] };
}

/** Applies the first pattern that fits. */
function rename(name: string, modules: readonly (readonly [RegExp, string])[]): string {
  const module = modules.find(([pattern]) => pattern.test(name));
  return module ? name.replace(module[0], module[1]) : name;
}
