import { assert, assertEquals, assertThrows } from "@std/assert";
import { readPicture } from "../../../datasets/maze/picture.ts";
import { solveMaze } from "../../../datasets/maze/solve_maze.ts";
import { mazes, mazesOptionsSchema } from "../../../datasets/mazes.ts";
import { randomFromSeed } from "../../../src/random/mod.ts";

Deno.test("mazes: facts follow the options", () => {
  assertEquals(mazes.facts({}), {
    height: 15,
    width: 15,
    channels: 3,
    positions: 50,
    classes: 5,
    classNames: ["up", "down", "left", "right", "wait"],
  });
  const { height, width, positions } = mazes.facts({ size: 39, routeLength: 100 });
  assertEquals([height, width, positions], [39, 39, 100]);
});

/** Lengths of the routes of many mazes of 2 x 2 cells. */
function routeLengths(minimumRoute: number, examples: number): number[] {
  const { targets } = mazes.make({ size: 5, routeLength: 8, minimumRoute }, {
    examples,
    part: "evaluation",
    random: randomFromSeed(6),
  });
  return Array.from(
    { length: examples },
    (_, example) =>
      targets.subarray(8 * example, 8 * (example + 1)).filter((move) => move < 4).length,
  );
}

Deno.test("mazes: start and goal are uniform among the pairs far enough apart", () => {
  // The cells of such a maze lie in a row: 6, 4 and 2 ordered pairs are 2, 4 and 6 moves apart.
  const shares = (minimumRoute: number) => {
    const lengths = routeLengths(minimumRoute, 3000);
    return [2, 4, 6].map((length) => lengths.filter((one) => one === length).length / 3000);
  };
  const near = (share: number[], expected: number[]) =>
    // Four standard errors at most.
    assert(share.every((one, which) => Math.abs(one - expected[which]!) < 0.037), `${share}`);
  near(shares(1), [1 / 2, 1 / 3, 1 / 6]);
  near(shares(4), [0, 2 / 3, 1 / 3]);
  assertEquals(shares(4)[0], 0);
});

Deno.test("mazes: a route is cut to its length or padded with waiting", () => {
  const make = (routeLength: number) =>
    mazes.make({ size: 9, routeLength }, {
      examples: 20,
      part: "evaluation",
      random: randomFromSeed(8),
    });
  const { inputs, targets } = make(40);
  const short = make(3);
  assertEquals(short.inputs, inputs);
  for (let example = 0; example < 20; example++) {
    const route = solveMaze(readPicture(inputs.subarray(243 * example, 243 * (example + 1))))!;
    const padded = [...route, ...Array(40).fill(4)];
    assertEquals([...targets.subarray(40 * example, 40 * (example + 1))], padded.slice(0, 40));
    assertEquals([...short.targets.subarray(3 * example, 3 * example + 3)], padded.slice(0, 3));
  }
});

Deno.test("mazes: the range changes nothing but black", () => {
  const make = (range: string) =>
    mazes.make({ range }, { examples: 3, part: "train", random: randomFromSeed(9) });
  const [low, high] = [make("0..1"), make("-1..1")];
  assertEquals(low.targets, high.targets);
  assertEquals(low.inputs.map((value) => 2 * value - 1), high.inputs);
});

Deno.test("mazes: only training is augmented, and only if asked for", () => {
  const make = (part: "train" | "evaluation", augmentation: boolean) =>
    mazes.make({ augmentation }, { examples: 8, part, random: randomFromSeed(10) });
  const plain = make("evaluation", true);
  assertEquals(make("evaluation", false), plain);
  assertEquals(make("train", false), plain);
  // The same mazes, turned and flipped: pictures differ, the lengths of the routes do not.
  const augmented = make("train", true);
  assert(augmented.inputs.some((value, place) => value !== plain.inputs[place]));
  const waits = (targets: Int32Array) => [...targets].map((move) => move === 4);
  assertEquals(waits(augmented.targets), waits(plain.targets));
});

Deno.test("mazes: refuses wrong options", () => {
  const refuse = (options: unknown, part: string) => {
    const result = mazesOptionsSchema.safeParse(options);
    assert(!result.success);
    const text = result.error.issues.map((one) => `${one.path.join(".")} ${one.message}`).join();
    assert(text.includes(part), text);
  };
  refuse({ size: 16 }, "size must be odd");
  refuse({ size: 3 }, "size");
  refuse({ size: 201 }, "size");
  refuse({ routeLength: 0 }, "routeLength");
  refuse({ range: "0..255" }, "range");
  refuse({ size: 5, minimumRoute: 5 }, "minimumRoute must be at most 4 with size 5, got 5");
  refuse({ length: 5 }, "length");
  const request = { examples: 1, part: "train", random: randomFromSeed(1) } as const;
  assertThrows(() => mazes.make({ size: 16 }, request));
  assertThrows(() => mazes.facts({ size: 16 }));
});
