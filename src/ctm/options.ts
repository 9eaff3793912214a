import { z } from "zod";
import { backboneSchema } from "../nn/backbone_plan.ts";
import { DEFAULT_BACKBONE } from "../nn/default_backbone.ts";
import { positionalEmbeddingSchema } from "../nn/positional_embedding_plan.ts";

/** How pairs of neurons are chosen for synchronisation. */
export const neuronSelectionSchema = z.enum(["first-last", "random", "random-pairing"]);

/** See {@link neuronSelectionSchema}. */
export type NeuronSelection = z.infer<typeof neuronSelectionSchema>;

/** All options of the Continuous Thought Machine; names of the authors' code in parentheses. */
export const ctmOptionsSchema = z.strictObject({
  /** T, internal ticks (iterations); for questions the ticks of each item and of the answer. */
  ticks: z.int().positive().default(8),
  /** D, neurons (d_model). */
  neurons: z.int().positive().default(64),
  /**
   * E, width of tokens and attention (d_input). Without attention (sorting) the input itself is
   * read, whatever this says, and so for `heads`, `actionPairs`, `backbone` and
   * `positionalEmbedding`.
   */
  inputWidth: z.int().positive().default(32),
  /** Attention heads; they divide `inputWidth`. */
  heads: z.int().positive().default(2),
  /** M, pre-activations that a neuron remembers (memory_length). */
  memoryLength: z.int().positive().default(5),
  /** Neuron-level models with one hidden layer (deep_nlms) or without. */
  deepNlm: z.boolean().default(true),
  /** H, hidden width of deep neuron-level models (memory_hidden_dims). */
  nlmWidth: z.int().positive().default(4),
  /** Layer normalisation of the histories (do_layernorm_nlm); the authors never use it. */
  nlmNorm: z.boolean().default(false),
  /** 1: one linear layer; from 2 on a U-Net of that many widths (synapse_depth). */
  synapseDepth: z.int().positive().default(1),
  /** (neuron_select_type) */
  neuronSelection: neuronSelectionSchema.default("random-pairing"),
  /** J of the output (n_synch_out). */
  outputPairs: z.int().positive().default(32),
  /** J of the action, the query of attention (n_synch_action). */
  actionPairs: z.int().positive().default(32),
  /** Pairs of a neuron with itself, for random-pairing (n_random_pairing_self). */
  selfPairs: z.int().nonnegative().default(0),
  /**
   * Rate of dropout in training, of attention weights, of the input of every synapse layer but a
   * U-Net's first, and of the histories unless `nlmDropout` says otherwise (dropout).
   */
  dropout: z.number().min(0).lt(1).default(0),
  /** Rate before every layer of the neuron-level models; `null` takes `dropout` (dropout_nlm). */
  nlmDropout: z.number().min(0).lt(1).nullable().default(null),
  backbone: backboneSchema.prefault(DEFAULT_BACKBONE),
  positionalEmbedding: positionalEmbeddingSchema.default("none"),
}).superRefine((options, context) => {
  const { heads, inputWidth, neurons, outputPairs, actionPairs, selfPairs } = options;
  const refuse = (path: string, message: string) =>
    context.addIssue({ code: "custom", path: [path], message });
  if (inputWidth % heads !== 0) {
    refuse("heads", `${heads} heads do not divide the input width ${inputWidth}`);
  }
  if (options.neuronSelection === "first-last" && neurons < outputPairs + actionPairs) {
    refuse(
      "neurons",
      `first-last selection needs at least ${outputPairs + actionPairs} neurons, got ${neurons}`,
    );
  }
  if (
    options.neuronSelection === "random-pairing" && selfPairs >= Math.min(outputPairs, actionPairs)
  ) {
    refuse("selfPairs", `${selfPairs} self pairs must be fewer than the pairs`);
  }
});

/** See {@link ctmOptionsSchema}. */
export type CtmOptions = z.infer<typeof ctmOptionsSchema>;
