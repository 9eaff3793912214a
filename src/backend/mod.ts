export type * from "./backend.ts";
export * from "./open_backend.ts";
export * from "./self_test.ts";
