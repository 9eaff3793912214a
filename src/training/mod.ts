export * from "./adamw.ts";
export * from "./clock.ts";
export * from "./evaluate.ts";
export * from "./hash_parameters.ts";
export * from "./options.ts";
export * from "./schedule.ts";
export * from "./train.ts";
export * from "./training_state.ts";
