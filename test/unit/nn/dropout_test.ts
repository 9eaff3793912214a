import { assert, assertEquals, assertStrictEquals, assertThrows } from "@std/assert";
import { createDropout } from "../../../src/nn/dropout.ts";
import { randomFromSeed } from "../../../src/random/mod.ts";
import * as tf from "../../../src/tensor/tf.ts";
import { onEachBackend } from "../../support/backends.ts";

const ROWS = 100;

async function masked(step: number, rate: number): Promise<Float32Array> {
  const dropout = createDropout(randomFromSeed(4));
  const ones = tf.ones([ROWS, 50]);
  const dropped = dropout.pass("train", step)(ones, rate);
  const values = await dropped.data() as Float32Array;
  tf.dispose([ones, dropped]);
  return values;
}

onEachBackend("dropout sets about `rate` of the elements to 0 and scales the others", async () => {
  const values = await masked(0, 0.2);
  const zeros = values.filter((value) => value === 0).length;
  // 5000 elements: 1000 expected, standard deviation 28.
  assert(Math.abs(zeros - 1000) < 120, `${zeros} zeros`);
  assert(values.every((value) => value === 0 || value === 1.25));
});

onEachBackend("the mask of a step depends on its number alone", async () => {
  assertEquals(await masked(1, 0.5), await masked(1, 0.5));
  const [first, second] = [await masked(0, 0.5), await masked(1, 0.5)];
  const agreeing = first.filter((value, i) => value === second[i]).length;
  assert(Math.abs(agreeing - 2500) < 180, `${agreeing} of 5000 agree`);
});

Deno.test("replicas have masks of their own, and the first one those of a model without", () => {
  const maskOf = (replica?: number) =>
    createDropout(randomFromSeed(4), replica).masks("train", 3)!(5000, 0.5)!;
  assertEquals(maskOf(0), maskOf());
  for (const [one, other] of [[0, 1], [1, 2]] as const) {
    const first = maskOf(one);
    const agreeing = maskOf(other).filter((value, i) => value === first[i]).length;
    assert(Math.abs(agreeing - 2500) < 180, `${agreeing} of 5000 agree`);
  }
});

onEachBackend("evaluation and a rate of 0 leave the tensor as it is", () => {
  const dropout = createDropout(randomFromSeed(4));
  const x = tf.ones([3]);
  assertStrictEquals(dropout.pass("evaluate")(x, 0.5), x);
  assertStrictEquals(dropout.pass("train")(x, 0), x);
  assertThrows(() => dropout.pass("train")(x, 0.5), RangeError, "number of the step");
  x.dispose();
  return Promise.resolve();
});

onEachBackend("the gradient passes where the value did", async () => {
  const dropout = createDropout(randomFromSeed(4));
  const x = tf.ones([40]);
  const drop = dropout.pass("train", 0);
  let kept: tf.Tensor | null = null;
  const gradient = tf.grad((x: tf.Tensor) => {
    const dropped = drop(x, 0.5);
    kept = tf.keep(dropped.clone());
    return tf.sum(dropped);
  })(x);
  assertEquals(await gradient.data(), await kept!.data());
  tf.dispose([x, gradient, kept!]);
});
