import { type Random, randomFromSeed } from "../random/mod.ts";

/**
 * The stream of the test examples of problems whose data are made: one for all seeds and models, so
 * that runs are compared on the same examples, and apart from all streams that runs train with.
 */
export function testStream(): Random {
  return randomFromSeed(1).split("test examples of all seeds");
}
