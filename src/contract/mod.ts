export type * from "./batches.ts";
export type * from "./model.ts";
export type * from "./problem.ts";
export type * from "./problem_data.ts";
export type * from "./shape.ts";
