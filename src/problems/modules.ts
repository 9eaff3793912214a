import type { ProblemModule } from "../contract/mod.ts";
import { classification } from "./classification.ts";
import { openGeneratedData } from "./generated_data.ts";
import { openImageData } from "./image_data.ts";
import { mazes } from "./mazes.ts";
import {
  mazesOptionsSchema,
  questionAnsweringOptionsSchema,
  readoutOptionsSchema,
} from "./options.ts";
import { parity } from "./parity.ts";
import { questionAnswering } from "./question_answering.ts";
import { openQuestionData } from "./question_data.ts";
import { readoutOf } from "./readout_of.ts";
import { sorting } from "./sorting.ts";

/** One class per image. The authors read their LSTM at its most certain tick here as well. */
export const classificationModule: ProblemModule = {
  create: (options, { name }) => {
    const { readout } = readoutOptionsSchema.parse(options);
    return classification(readoutOf(readout, name, { lstmReadsLast: false }));
  },
  open: openImageData,
};

/** The parity of every prefix of a sequence. */
export const parityModule: ProblemModule = {
  create: (options, { name }) => {
    const { readout } = readoutOptionsSchema.parse(options);
    return parity(readoutOf(readout, name, { lstmReadsLast: true }));
  },
  open: openGeneratedData,
};

/** The route through a maze. */
export const mazesModule: ProblemModule = {
  create: (options, { name }) => {
    const { readout, lookahead } = mazesOptionsSchema.parse(options);
    return mazes({ readout: readoutOf(readout, name, { lstmReadsLast: true }), lookahead });
  },
  open: openGeneratedData,
};

/** The order of a list of numbers. */
export const sortingModule: ProblemModule = { create: () => sorting(), open: openGeneratedData };

/** Sums modulo 10 of digits seen one after the other. */
export const questionAnsweringModule: ProblemModule = {
  create: (options, { name, ticks }) => {
    const { readout } = questionAnsweringOptionsSchema.parse(options);
    return questionAnswering({
      readout: readoutOf(readout, name, { lstmReadsLast: true }),
      // The answer lasts as long as each item of the question.
      answerTicks: ticks,
    });
  },
  open: openQuestionData,
};
