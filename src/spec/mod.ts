export * from "./budget.ts";
export * from "./errors.ts";
export * from "./identity.ts";
export type * from "./job.ts";
export type * from "./outcome.ts";
export type * from "./plan.ts";
export * from "./ranges.ts";
export * from "./run_spec.ts";
export * from "./sweep_spec.ts";
