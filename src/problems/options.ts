import { z } from "zod";
import { questionOptionsSchema } from "../../datasets/questions.ts";

/**
 * The tick that answers. `paper`: as the authors read each of their models, the CTM at its most
 * certain tick and the LSTM, where they do so, at its last.
 */
export const readoutOptionSchema = z.enum(["paper", "most certain", "last"]).default("paper");

/** Options of image classification, of parity and of sorting. */
export const readoutOptionsSchema = z.strictObject({ readout: readoutOptionSchema });

/** Sorting is read from all ticks at once. */
export const sortingOptionsSchema = z.strictObject({});

/** Options of mazes. */
export const mazesOptionsSchema = z.strictObject({
  readout: readoutOptionSchema,
  /** Steps beyond the longest right prefix that the loss looks at, less one. */
  lookahead: z.int().positive().default(5),
});

/** Options of question answering: how questions are drawn, and the readout. */
export const questionAnsweringOptionsSchema = questionOptionsSchema.extend({
  readout: readoutOptionSchema,
});
