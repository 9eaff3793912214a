import { z } from "zod";
import { usageError } from "../spec/mod.ts";
import { parseOrRefuse } from "./refuse.ts";
import { EMBEDDING_NAMES } from "./option_names.ts";

/** The authors' models: their classes, by the names of the golden cases. */
export const MODEL_KINDS = [
  "ctm",
  "ctm_sort",
  "ctm_qamnist",
  "lstm",
  "lstm_qamnist",
  "ff",
] as const;

/** One of {@link MODEL_KINDS}. */
export type ModelKind = typeof MODEL_KINDS[number];

const size = z.int().positive();
const rate = z.number().min(0).lt(1);

/** `resnet18-2`, the other backbones by name. */
const backboneType = z.string().regex(
  /^(none|parity_backbone|shallow-wide|resnet(18|34|50|101|152)-[1-4])$/,
  "expected none, parity_backbone, shallow-wide or resnet18-1 (18, 34, 50, 101 or 152, then 1 to 4)",
);

const embeddingType = z.enum(EMBEDDING_NAMES.map(([theirs]) => theirs));

const outputs = {
  out_dims: size,
  /** Shape of an answer, one entry may be -1; the last one counts classes. */
  prediction_reshaper: z.array(z.int()).min(1).default([-1]),
  dropout: rate.default(0),
};

const ticking = {
  iterations: size,
  d_model: size,
  d_input: size,
  heads: z.int().nonnegative(),
};

const machine = {
  n_synch_out: size,
  n_synch_action: z.int().nonnegative(),
  synapse_depth: size,
  memory_length: size,
  deep_nlms: z.boolean(),
  memory_hidden_dims: size,
  do_layernorm_nlm: z.boolean(),
  neuron_select_type: z.enum(["first-last", "random", "random-pairing"]).default("random-pairing"),
  n_random_pairing_self: z.int().nonnegative().default(0),
};

const nlmDropout = { dropout_nlm: rate.nullable().default(null) };

const features = { backbone_type: backboneType, positional_embedding_type: embeddingType };

const questions = {
  iterations_per_digit: size,
  iterations_per_question_part: size,
  iterations_for_answering: size,
};

/** The arguments of the authors' constructors. */
const SCHEMAS = {
  ctm: z.strictObject({ ...ticking, ...outputs, ...machine, ...nlmDropout, ...features }),
  /** Heads, action pairs, backbone and embedding are arguments here too, without effect. */
  ctm_sort: z.strictObject({ ...ticking, ...outputs, ...machine, ...nlmDropout, ...features }),
  /** `iterations` is an argument without effect: the ticks follow from the other three. */
  ctm_qamnist: z.strictObject({ ...ticking, ...outputs, ...machine, ...questions }),
  lstm: z.strictObject({ ...ticking, ...outputs, ...features, num_layers: z.int().min(1).max(3) }),
  lstm_qamnist: z.strictObject({ ...ticking, ...outputs, ...questions }),
  ff: z.strictObject({
    d_model: size,
    backbone_type: backboneType,
    out_dims: size,
    dropout: rate.default(0),
  }),
} as const;

/** The arguments of a constructor, complete. */
export type Configuration<Kind extends ModelKind = ModelKind> = z.infer<typeof SCHEMAS[Kind]>;

/** The names of a constructor's arguments, and of those without a default. */
export function configurationNames(
  kind: ModelKind,
): { readonly all: readonly string[]; readonly required: readonly string[] } {
  const fields = Object.entries<z.ZodType>(SCHEMAS[kind].shape);
  return {
    all: fields.map(([name]) => name),
    required: fields.filter(([, field]) => !field.safeParse(undefined).success)
      .map(([name]) => name),
  };
}

/**
 * Reads the arguments of one of the authors' constructors and fills in their defaults.
 *
 * @throws {BenchError} With exit code 2 for an unknown kind of model, a missing, unknown or wrong
 * argument.
 */
export function readConfiguration<Kind extends ModelKind>(
  kind: Kind,
  value: unknown,
): Configuration<Kind> {
  return parseOrRefuse(SCHEMAS[kind], value, "config") as Configuration<Kind>;
}

/** The kind of that name. @throws {BenchError} With exit code 2, listing what exists. */
export function modelKind(name: string): ModelKind {
  const kind = MODEL_KINDS.find((kind) => kind === name);
  if (!kind) {
    throw usageError(`unknown kind of model "${name}"; there are ${MODEL_KINDS.join(", ")}`);
  }
  return kind;
}
