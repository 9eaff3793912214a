export * from "./choose_backend.ts";
export * from "./code_identity.ts";
export type * from "./executor.ts";
export * from "./probe.ts";
export * from "./process_pool.ts";
export * from "./worker_process.ts";
