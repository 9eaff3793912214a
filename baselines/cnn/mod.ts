export * from "./cnn.ts";
export * from "./options.ts";
export * from "./plan.ts";
