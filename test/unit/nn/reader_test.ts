import { assertAlmostEquals, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import type { ModelInput, Presentation, ProblemShape } from "../../../src/contract/mod.ts";
import {
  createParameters,
  openReader,
  planReader,
  type QuestionPath,
  type Reader,
} from "../../../src/nn/mod.ts";
import { indexTable } from "../../../src/nn/question_embedding.ts";
import { randomFromSeed } from "../../../src/random/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { onEachBackend } from "../../support/backends.ts";
import { randomTensor } from "../../support/gradients.ts";

const OPTIONS = {
  ticks: 2,
  backbone: { kind: "none" },
  positionalEmbedding: "none",
  inputWidth: 4,
  heads: 2,
} as const;

const QUESTIONS: Presentation = {
  kind: "questions",
  meanDigits: 2,
  meanOperations: 1,
  repeats: { digit: 1, part: 2, answer: 3 },
};

function shapeOf(presentation: Presentation): ProblemShape {
  // Two places and silence: as many as two ticks can write.
  const classes = presentation.kind === "direct" ? 3 : 10;
  return { height: 2, width: 3, channels: 5, positions: 1, classes, presentation };
}

/** Opens a reader inside a tidy, hands it to `use` and disposes of its parameters. */
function withReader(
  input: ModelInput,
  presentation: Presentation,
  { use, questionPath = "embedding" }: {
    readonly use: (reader: Reader) => void;
    readonly questionPath?: QuestionPath;
  },
): void {
  const shape = shapeOf(presentation);
  const plan = planReader(OPTIONS, shape, { query: 6, questionPath });
  const parameters = createParameters(plan.declarations, randomFromSeed(2));
  try {
    tf.tidy(() =>
      use(openReader(input, {
        options: OPTIONS,
        parameters,
        shape,
        questionPath,
        mode: "train",
        drop: (x) => x,
        dropRate: 0,
      }))
    );
  } finally {
    parameters.dispose();
  }
}

const query = () => randomTensor([3, 6], "query") as tf.Tensor2D;

function never(): tf.Tensor2D {
  throw new Error("this tick asks nothing");
}

onEachBackend("an attended map is asked at every tick", () => {
  const map = randomTensor([3, 2, 3, 5], "map") as tf.Tensor4D;
  withReader(map, { kind: "attended" }, {
    use: (reader) => {
      assertEquals([reader.batch, reader.ticks], [3, 2]);
      const { answer, weights } = reader.read(1, query);
      assertEquals([answer.shape, weights?.shape], [[3, 4], [6, 1, 6]]);
    },
  });
  map.dispose();
  return Promise.resolve();
});

onEachBackend("a direct input is the same at every tick and asks nothing", () => {
  const map = randomTensor([3, 2, 3, 5], "map") as tf.Tensor4D;
  withReader(map, { kind: "direct" }, {
    use: (reader) => {
      assertEquals(reader.ticks, 2);
      const [first, second] = [reader.read(1, never), reader.read(2, never)];
      assertEquals([first.answer.shape, first.weights], [[3, 30], null]);
      assertStrictEquals(first.answer, second.answer);
    },
  });
  map.dispose();
  return Promise.resolve();
});

onEachBackend(
  "digits are looked at, the question is given, and then there is silence",
  async () => {
    const digits = randomTensor([3, 2, 2, 3, 5], "digits") as tf.Tensor5D;
    const question = tf.tensor2d([[0, -1, 1], [1, -2, 0], [1, -1, 1]], [3, 3], "int32");
    const answers: tf.Tensor[] = [];
    withReader({ digits, question }, QUESTIONS, {
      use: (reader) => {
        // 2 digits of 2 ticks, 3 parts of 2 x 2, an answer of 2 x 3.
        assertEquals(reader.ticks, 4 + 12 + 6);
        for (let tick = 1; tick <= reader.ticks; tick++) {
          const { answer, weights } = reader.read(tick, tick <= 4 ? query : never);
          assertEquals(weights !== null, tick <= 4, `attention at tick ${tick}`);
          answers.push(tf.keep(answer.clone()));
        }
      },
    });
    const values = await Promise.all(answers.map((answer) => answer.data()));
    const table = indexTable(4);
    // The first part, ticks 5 to 8: the rows 0, 1 and 1 of the table of indices.
    const rows = [0, 1, 1].flatMap((row) => [...table.subarray(4 * row, 4 * row + 4)]);
    for (const tick of [5, 8]) {
      values[tick - 1]!.forEach((value, i) => assertAlmostEquals(value, rows[i]!, 1e-6));
    }
    // The second, ticks 9 to 12: operators, the same for examples 1 and 3 (plus), another for 2.
    const operators = values[8]!;
    assertEquals(operators.slice(0, 4), operators.slice(8, 12));
    assertEquals(values[11], operators);
    assertEquals(operators[0] === operators[4], false);
    assertEquals([...values[16]!], new Array(12).fill(0));
    tf.dispose([digits, question, ...answers]);
  },
);

onEachBackend(
  "on the LSTM's path a part of a question passes the projection of tokens",
  async () => {
    const digits = randomTensor([2, 1, 2, 3, 5], "digits") as tf.Tensor5D;
    const question = tf.tensor2d([[0], [0]], [2, 1], "int32");
    let part: tf.Tensor | null = null;
    withReader({ digits, question }, QUESTIONS, {
      questionPath: "key-value",
      use: (reader) => part = tf.keep(reader.read(3, never).answer.clone()),
    });
    const values = await part!.data();
    // Layer normalisation leaves a mean of 0 and a variance of 1.
    const row = [...values.slice(0, 4)];
    assertAlmostEquals(row.reduce((a, b) => a + b, 0) / 4, 0, 1e-5);
    assertAlmostEquals(row.reduce((a, b) => a + b * b, 0) / 4, 1, 1e-2);
    tf.dispose([digits, question, part!]);
  },
);

onEachBackend("an input of another kind is refused", () => {
  const map = randomTensor([3, 2, 3, 5], "map") as tf.Tensor4D;
  const question = {
    digits: tf.expandDims(map, 1) as tf.Tensor5D,
    question: tf.zeros([3, 1], "int32") as tf.Tensor2D,
  };
  const use = () => {};
  assertThrows(() => withReader(map, QUESTIONS, { use }), RangeError, "got a map");
  assertThrows(
    () => withReader(question, { kind: "attended" }, { use }),
    RangeError,
    "got images with a question",
  );
  tf.dispose([map, question]);
  return Promise.resolve();
});

Deno.test("a direct input needs a tick for each place that is written", () => {
  const shape = { ...shapeOf({ kind: "direct" }), classes: 4 };
  assertThrows(
    () => planReader(OPTIONS, shape, { query: 0, questionPath: "embedding" }),
    RangeError,
    "give at least 3 ticks",
  );
});

Deno.test("the table of indices: sines and cosines of falling frequency", () => {
  const table = indexTable(4);
  assertEquals(table.length, 50 * 4);
  const expected = [Math.sin(3), Math.cos(3), Math.sin(0.03), Math.cos(0.03)];
  expected.forEach((value, i) => assertAlmostEquals(table[12 + i]!, value, 1e-6));
});
