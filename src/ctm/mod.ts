export * from "./ctm.ts";
export * from "./neuron_pairs.ts";
export * from "./options.ts";
export * from "./plan.ts";
