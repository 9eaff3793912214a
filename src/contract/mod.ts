export type * from "./model.ts";
export type * from "./problem.ts";
export type * from "./shape.ts";
