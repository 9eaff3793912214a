import { assert, assertEquals, assertThrows } from "@std/assert";
import {
  answerQuestions,
  drawCounts,
  drawQuestions,
  questionOptionsSchema,
} from "../../../datasets/questions.ts";
import { randomFromSeed } from "../../../src/random/mod.ts";

Deno.test("answerQuestions() folds from left to right, modulo 10", () => {
  const answer = (question: number[], labels: number[], digits: number) => [
    ...answerQuestions(Int32Array.from(question), labels, { digits }),
  ];
  // Digits 3, 8 and 5.
  assertEquals(answer([1, -1, 1], [3, 8, 5], 3), [6], "8 + 8");
  assertEquals(answer([0, -2, 1], [3, 8, 5], 3), [5], "3 - 8");
  assertEquals(answer([0, -2, 1, -2, 1, -1, 2], [3, 8, 5], 3), [2], "3 - 8 - 8 + 5");
  assertEquals(answer([2, -2, 2], [3, 8, 5], 3), [0]);
  // Two examples: 1 + 9 of the first, 4 - 7 of the second.
  assertEquals(answer([0, -1, 1, 1, -2, 0], [1, 9, 7, 4], 2), [0, 7]);
});

Deno.test("answerQuestions() takes no -0 for an answer", () => {
  assert(
    Object.is(answerQuestions(Int32Array.of(0, -2, 1), [0, 0], { digits: 2 })[0], 0),
  );
});

Deno.test("answerQuestions() refuses what does not fit", () => {
  const refuse = (question: number[], labels: number[], digits: number, part: string) =>
    assertThrows(
      () => answerQuestions(Int32Array.from(question), labels, { digits }),
      RangeError,
      part,
    );
  refuse([0, -1, 2], [1, 2], 2, "index of one of 2 digits, got 2");
  refuse([0, -1, -1], [1, 2], 2, "got -1");
  refuse([0, -3, 1], [1, 2], 2, "operator -1 or -2, got -3");
  refuse([0, -1], [1, 2], 2, "2 parts about 2 labels");
  refuse([0, -1, 1], [1, 2, 3], 2, "3 labels");
});

Deno.test("drawQuestions() draws images, indices and operators uniformly", () => {
  const examples = 6000;
  const { digitIndices, question } = drawQuestions({
    examples,
    digits: 3,
    operations: 2,
    images: 5,
    random: randomFromSeed(12),
  });
  assertEquals([digitIndices.length, question.length], [3 * examples, 5 * examples]);
  const shares = (values: ArrayLike<number>, stride: number, offset: number) => {
    const counts = new Map<number, number>();
    for (let place = offset; place < values.length; place += stride) {
      counts.set(values[place]!, (counts.get(values[place]!) ?? 0) + 1);
    }
    return new Map([...counts].sort(([one], [other]) => one - other));
  };
  const assertUniform = (counts: Map<number, number>, values: readonly number[]) => {
    assertEquals([...counts.keys()], [...values]);
    for (const count of counts.values()) {
      // Four standard errors of a share of 1/2 at most.
      assert(Math.abs(count / examples - 1 / values.length) < 0.026, `${[...counts]}`);
    }
  };
  for (let digit = 0; digit < 3; digit++) {
    assertUniform(shares(digitIndices, 3, digit), [0, 1, 2, 3, 4]);
  }
  for (const part of [0, 2, 4]) assertUniform(shares(question, 5, part), [0, 1, 2]);
  for (const part of [1, 3]) assertUniform(shares(question, 5, part), [-2, -1]);
});

Deno.test("drawCounts() draws every pair in the ranges equally often", () => {
  const random = randomFromSeed(13);
  const options = questionOptionsSchema.parse({ digits: [2, 4], operations: [1, 2] });
  const counts = new Map<string, number>();
  for (let draw = 0; draw < 3000; draw++) {
    const { digits, operations } = drawCounts(options, random);
    const pair = `${digits} ${operations}`;
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  assertEquals([...counts.keys()].sort(), ["2 1", "2 2", "3 1", "3 2", "4 1", "4 2"]);
  // 500 expected, standard deviation 20.4.
  assert([...counts.values()].every((count) => Math.abs(count - 500) < 82), `${[...counts]}`);
});

Deno.test("questionOptionsSchema has the authors' defaults and refuses wrong ranges", () => {
  assertEquals(questionOptionsSchema.parse({}), {
    digits: [1, 4],
    operations: [1, 4],
    evaluationDigits: 4,
    evaluationOperations: 4,
    size: 32,
  });
  for (
    const options of [
      { digits: [3, 2] },
      { digits: [0, 2] },
      { operations: [1, 51] },
      { operations: [1] },
      { evaluationDigits: 0 },
      { evaluationOperations: 51 },
      { size: 27 },
      { digit: [1, 2] },
    ]
  ) {
    assert(!questionOptionsSchema.safeParse(options).success, JSON.stringify(options));
  }
});
