// What the module exports; one line a file. `tiles` is written by ../generate_tiles.ts.
export { initialise } from "./vector";
export * from "./tiles";
export * from "./panels";
export * from "./peak";
export * from "./rows";
export * from "./normalise";
export * from "./attention";
export * from "./synchronisation";
export { initialiseTanh, tanhOf } from "./tanh";
export * from "./lstm_cell";
