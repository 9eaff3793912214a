import { assert, assertEquals } from "@std/assert";
import type { Problem } from "../../src/contract/mod.ts";
import {
  classification,
  ctcLoss,
  curriculumReach,
  decodeGreedy,
  mazes,
  parity,
  questionAnswering,
  type Readout,
  sorting,
} from "../../src/problems/mod.ts";
import * as tf from "../../src/tensor/tf.ts";
import { errorOverTolerance } from "../../src/verify/error_over_tolerance.ts";
import { type FixtureCase, stored } from "../../src/verify/fixture_case.ts";
import { onEachBackend } from "../support/backends.ts";
import { readGoldenCase } from "../support/golden_case.ts";

/** What case.json says of one group of tensors of a loss case. */
interface Subcase {
  readonly name: string;
  readonly T: number;
  readonly use_most_certain: boolean | null;
  readonly cirriculum_lookahead?: number;
  readonly blank?: number;
  readonly accuracy?: number;
}

type ValueOf = (name: string, got: ArrayLike<number>) => void;

/** The problem that each case is the loss of, for the cases with the loss at two ticks. */
const TWO_TICK_CASES: { readonly [name: string]: (subcase: Subcase) => Problem } = {
  loss_image_classification: (subcase) => classification(readoutOf(subcase)),
  loss_parity: (subcase) => parity(readoutOf(subcase)),
  loss_maze: (subcase) =>
    mazes({ readout: readoutOf(subcase), lookahead: subcase.cirriculum_lookahead! }),
  loss_qamnist: (subcase) =>
    questionAnswering({ readout: readoutOf(subcase), answerTicks: subcase.T }),
};

function readoutOf({ use_most_certain }: Subcase): Readout {
  return use_most_certain ? "most certain" : "last";
}

for (const [name, problemOf] of Object.entries(TWO_TICK_CASES)) {
  goldenLoss(name, async (golden, subcase, compare) => {
    const group = subcase.name;
    const { x, toOurs } = predictionsOf(golden, group);
    const targets = targetsOf(golden, group);
    const certainty = certaintyOf(golden, group);
    const problem = problemOf(subcase);
    const predict = (x: tf.Tensor) => ({ logits: toOurs(x), certainty });

    const { value, grad } = tf.valueAndGrad((x: tf.Tensor) => problem.loss(predict(x), targets))(x);
    compare(`loss/${group}/value`, await value.data());
    compare(`grad/${group}/predictions`, await grad.data());

    const [losses, best, readout] = tf.tidy(() => {
      const prediction = predict(x);
      const losses = problem.lossByTick(prediction, targets);
      return [losses, tf.argMin(losses, 1), problem.readoutTick(prediction)];
    }) as [tf.Tensor, tf.Tensor, tf.Tensor];
    compare(`loss/${group}/per_tick`, await losses.data());
    compare(`loss/${group}/index1`, await best.data());
    // Their index of the last tick is -1.
    const read = await readout.data() as Int32Array;
    const last = readoutOf(subcase) === "last";
    compare(`loss/${group}/index2`, last ? read.map((tick) => tick - subcase.T) : read);

    if (subcase.cirriculum_lookahead !== undefined) {
      const reach = tf.tidy(() =>
        curriculumReach(toOurs(x), targets, { lookahead: subcase.cirriculum_lookahead! })
      );
      compare(`loss/${group}/upto_where`, await reach.data());
      reach.dispose();
    }

    // A prediction answers its largest logits.
    const prediction = tf.tidy(() => predict(x));
    const answers = await problem.answers(prediction);
    const largest = tf.argMax(prediction.logits, 3);
    assertEquals(answers.predicted, await largest.data());
    assertEquals(answers.certainty, await certainty.data());
    tf.dispose([x, targets, prediction, value, grad, losses, best, readout, largest]);
  });
}

goldenLoss("loss_sort_ctc", async (golden, subcase, compare) => {
  const group = subcase.name;
  const { x, toOurs } = predictionsOf(golden, group);
  const targets = targetsOf(golden, group);
  const [batch, length] = targets.shape;
  const classes = x.shape[1]!;
  const blank = subcase.blank ?? classes - 1;
  const problem = sorting();
  const certainty = tf.zeros([batch, subcase.T]) as tf.Tensor2D;
  const predict = (x: tf.Tensor) => ({ logits: toOurs(x), certainty });
  const loss = (x: tf.Tensor) =>
    blank === classes - 1
      ? problem.loss(predict(x), targets)
      : tf.div(tf.mean(ctcLoss(tf.squeeze(toOurs(x), [2]), targets, { blank })), length);
  const { value, grad } = tf.valueAndGrad(loss)(x);
  compare(`loss/${group}/value`, await value.data());
  compare(`grad/${group}/predictions`, await grad.data());

  const prediction = tf.tidy(() => predict(x));
  const largest = tf.argMax(prediction.logits, 3);
  const best = await largest.data();
  const decoded = Array.from({ length: batch }, (_, example) => {
    const ticks = best.slice(example * subcase.T, (example + 1) * subcase.T);
    return decodeGreedy(ticks, blank).map(({ symbol }) => symbol);
  });
  const padded = decoded.flatMap((symbols) =>
    Array.from({ length: subcase.T }, (_, place) => symbols[place] ?? -1)
  );
  compare(`expected/${group}/decoded`, padded);

  if (blank === classes - 1) {
    const { predicted } = await problem.answers(prediction);
    const wanted = await targets.data();
    const rows = Array.from({ length: batch }, (_, example) => example * length);
    const solved = rows.filter((start) =>
      Array.from({ length }, (_, place) => start + place).every((i) => predicted[i] === wanted[i])
    );
    assertEquals(solved.length / batch, subcase.accuracy, `${group}: lists in order`);
  }
  tf.dispose([x, targets, prediction, value, grad, largest]);
});

/** Registers a test of every group of a case, which fails unless it compares every stored result. */
function goldenLoss(
  name: string,
  test: (golden: FixtureCase, subcase: Subcase, compare: ValueOf) => Promise<void>,
): void {
  onEachBackend(`golden ${name}: every stored result`, async (backend) => {
    const golden = await readGoldenCase(name);
    const compared = new Set<string>();
    let worst = 0;
    for (const subcase of golden.info.subcases as unknown as Subcase[]) {
      await test(golden, subcase, (name, got) => {
        const error = errorOverTolerance(golden, name, got);
        assert(error <= 1, `${name}: ${error} of its tolerance`);
        worst = Math.max(worst, error);
        compared.add(name);
      });
    }
    const results = [...golden.entries.keys()].filter((name) => !name.startsWith("input/"));
    assertEquals([...compared].sort(), results.sort(), "results compared");
    console.log(`${name} [${backend}]: worst ${worst.toFixed(3)} of its tolerance`);
  });
}

/** Predictions in the authors' layout, `[batch, (positions,) classes, ticks]`, and the way to ours. */
function predictionsOf(golden: FixtureCase, group: string): {
  readonly x: tf.Tensor;
  toOurs(x: tf.Tensor): tf.Tensor4D;
} {
  const { shape, data } = stored(golden, `input/${group}/predictions`);
  const [batch, positions, classes, ticks] = shape.length === 4
    ? shape as [number, number, number, number]
    : [shape[0]!, 1, shape[1]!, shape[2]!];
  return {
    x: tf.tensor(data as Float32Array, [...shape]),
    toOurs: (x) =>
      tf.transpose(tf.reshape(x, [batch, positions, classes, ticks]), [0, 3, 1, 2]) as tf.Tensor4D,
  };
}

/** `[batch, positions]`. */
function targetsOf(golden: FixtureCase, group: string): tf.Tensor2D {
  const { shape: [batch, positions = 1], data } = stored(golden, `input/${group}/targets`);
  return tf.tensor2d(data as Int32Array, [batch!, positions], "int32");
}

/** `[batch, ticks]`, the second of the pair (entropy, certainty). */
function certaintyOf(golden: FixtureCase, group: string): tf.Tensor2D {
  const { shape, data } = stored(golden, `input/${group}/certainties`);
  const [batch, pair, ticks] = shape as [number, number, number];
  return tf.tidy(() => {
    const both = tf.tensor3d(data as Float32Array, [batch, pair, ticks]);
    return tf.reshape(tf.slice(both, [0, 1, 0], [batch, 1, ticks]), [batch, ticks]);
  });
}
