export * from "./blueprint.ts";
export * from "./build_model.ts";
export * from "./check_state.ts";
export * from "./configuration.ts";
export * from "./save_state.ts";
export * from "./state_entry.ts";
export * from "./state_file.ts";
