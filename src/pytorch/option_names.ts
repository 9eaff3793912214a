/** An option: the name in the authors' constructors, and ours. */
export type NamePair = readonly [theirs: string, ours: string];

/** Options of the Continuous Thought Machine. */
export const CTM_NAMES: readonly NamePair[] = [
  ["iterations", "ticks"],
  ["d_model", "neurons"],
  ["d_input", "inputWidth"],
  ["heads", "heads"],
  ["memory_length", "memoryLength"],
  ["deep_nlms", "deepNlm"],
  ["memory_hidden_dims", "nlmWidth"],
  ["do_layernorm_nlm", "nlmNorm"],
  ["synapse_depth", "synapseDepth"],
  ["neuron_select_type", "neuronSelection"],
  ["n_synch_out", "outputPairs"],
  ["n_synch_action", "actionPairs"],
  ["n_random_pairing_self", "selfPairs"],
  ["dropout", "dropout"],
  ["dropout_nlm", "nlmDropout"],
];

/** Options of the LSTM baseline. */
export const LSTM_NAMES: readonly NamePair[] = [
  ["iterations", "ticks"],
  ["d_model", "width"],
  ["num_layers", "layers"],
  ["d_input", "inputWidth"],
  ["heads", "heads"],
  ["dropout", "dropout"],
];

/** Options of the feed-forward baseline. */
export const FEED_FORWARD_NAMES: readonly NamePair[] = [
  ["d_model", "width"],
  ["dropout", "dropout"],
];

/** Positional embeddings. */
export const EMBEDDING_NAMES: readonly NamePair[] = [
  ["none", "none"],
  ["custom-rotational-1d", "rotational-1d"],
  ["custom-rotational", "rotational-2d"],
  ["learnable-fourier", "learnable-fourier"],
  ["multi-learnable-fourier", "multi-learnable-fourier"],
];

/** What the authors' training scripts call a constructor's argument, where the names differ. */
export const SCRIPT_NAMES: readonly NamePair[] = [
  ["deep_memory", "deep_nlms"],
  ["do_normalisation", "do_layernorm_nlm"],
  ["q_num_answer_steps", "iterations_for_answering"],
];

/** Their options under our names; those that have no counterpart are left out. */
export function toOurNames(
  theirs: Readonly<Record<string, unknown>>,
  names: readonly NamePair[],
): Record<string, unknown> {
  return Object.fromEntries(
    names.filter(([name]) => name in theirs).map(([name, ours]) => [ours, theirs[name]]),
  );
}

/** Our options under their names; those that have no counterpart are left out. */
export function toTheirNames(
  ours: Readonly<Record<string, unknown>>,
  names: readonly NamePair[],
): Record<string, unknown> {
  return Object.fromEntries(
    names.filter(([, name]) => name in ours).map(([theirs, name]) => [theirs, ours[name]]),
  );
}
