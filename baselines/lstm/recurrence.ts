import type { ProblemShape } from "../../src/contract/mod.ts";
import type { Dropout, Parameters } from "../../src/nn/mod.ts";
import type { LstmOptions } from "./options.ts";

/** An LSTM baseline with everything that a forward pass needs besides the input. */
export interface Recurrence {
  readonly options: LstmOptions;
  readonly parameters: Parameters;
  readonly shape: ProblemShape;
  readonly dropout: Dropout;
}
