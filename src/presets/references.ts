/** Recorded studies below `results/reference/`, and the preset whose problem and data they are of. */
export const REFERENCES: readonly { readonly folder: string; readonly preset: string }[] = [
  { folder: "quick-mnist", preset: "quick" },
  { folder: "parity", preset: "parity" },
  { folder: "mazes", preset: "mazes" },
  { folder: "sorting", preset: "sorting" },
  { folder: "qamnist", preset: "qamnist" },
];
