export * from "./lstm.ts";
export * from "./options.ts";
export * from "./plan.ts";
