import { assert, assertAlmostEquals, assertEquals, assertThrows } from "@std/assert";
import { type SpeedPair, speedRatio } from "../../../src/analysis/speed_ratio.ts";
import { mulberry32 } from "./mulberry_fixture.ts";

/** Pairs of a job that takes `seconds`, each measurement off by up to `jitter`. */
function pairs(
  { count = 6, code = 1, machine = () => 1, jitter = 0.03, seed = 1 }: {
    readonly count?: number;
    readonly code?: number;
    /** Slowness of the machine at a pair. */
    readonly machine?: (pair: number) => number;
    readonly jitter?: number;
    readonly seed?: number;
  } = {},
): SpeedPair[] {
  const draw = mulberry32(seed);
  const measured = (factor: number) => 0.02 * factor * (1 + jitter * (2 * draw() - 1));
  return Array.from({ length: count }, (_, index) => ({
    baseline: measured(machine(index)),
    tonight: measured(machine(index) * code),
  }));
}

Deno.test("a machine that is 30 % slower, or becomes slower meanwhile, raises no alarm", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const slower = speedRatio(pairs({ machine: () => 1.3, seed }));
    assertEquals(slower.verdict, "same", `seed ${seed}`);
    const drifting = speedRatio(pairs({ machine: (pair) => 1 + 0.2 * pair, seed }));
    assertEquals(drifting.verdict, "same", `seed ${seed}`);
  }
});

Deno.test("code that is 30 % slower is slower, by about that", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const { verdict, ratio, interval } = speedRatio(
      pairs({ code: 1.3, machine: (pair) => 1 + pair / 4, seed }),
    );
    assertEquals(verdict, "slower", `seed ${seed}`);
    assertAlmostEquals(ratio, 1.3, 0.08);
    assert(interval!.low > 1 && interval!.low < ratio && ratio < interval!.high);
  }
  assertEquals(speedRatio(pairs({ code: 0.7 })).verdict, "faster");
});

Deno.test("a noisy machine gives no false alarm in more than 1 % of nights", () => {
  let alarms = 0;
  for (let seed = 1; seed <= 1000; seed++) {
    if (speedRatio(pairs({ jitter: 0.4, seed })).verdict === "slower") alarms++;
  }
  assert(alarms <= 10, `${alarms} of 1000`);
});

Deno.test("a slowness within the tolerance is no alarm however sure it is", () => {
  assertEquals(speedRatio(pairs({ code: 1.06, jitter: 0.001 })).verdict, "same");
  // Surely slower, not surely within 10 %, and not by more than 10 % either.
  const unsure = speedRatio(pairs({ code: 1.09, jitter: 0.03, seed: 4 }));
  assertEquals(unsure.verdict, "inconclusive");
  assert(unsure.interval!.low > 1);
});

Deno.test("few pairs give a ratio and no verdict", () => {
  assertEquals(speedRatio(pairs({ count: 4, code: 2 })).verdict, "inconclusive");
  const one = speedRatio([{ baseline: 1, tonight: 2 }]);
  assertEquals([one.ratio, one.interval, one.verdict], [2, null, "inconclusive"]);
  assertThrows(() => speedRatio([]), RangeError, "at least one pair");
  assertThrows(() => speedRatio([{ baseline: 0, tonight: 1 }]), RangeError, "positive, got 0");
});
