import { assertAlmostEquals, assertEquals } from "@std/assert";
import { measureSpeed, type Side } from "../../../src/nightly/measure_speed.ts";

/** A machine whose speed changes with every measurement, and two codes on it. */
function machine(
  { slower = 1, code = 1, jitter = 0.02 }: {
    readonly slower?: number;
    readonly code?: number;
    readonly jitter?: number;
  },
) {
  const order: Side[] = [];
  const measure = (side: Side, task: number) => {
    order.push(side);
    // Slower by and by, and a little uneven.
    const load = slower * (1 + 0.02 * order.length) * (1 + jitter * Math.sin(order.length * 7));
    return Promise.resolve(task * load * (side === "tonight" ? code : 1));
  };
  return { order, measure };
}

const TRIALS = [{ label: "ctm", baseline: 0.02, tonight: 0.02 }];

Deno.test("both codes are timed in the order ABBA, three times", async () => {
  const { order, measure } = machine({});
  await measureSpeed(TRIALS, measure);
  assertEquals(
    order.map((side) => side === "baseline" ? "A" : "B").join(""),
    "ABBAABBAABBA",
  );
});

Deno.test("a machine that is 30 % slower than last night raises no alarm", async () => {
  const speed = await measureSpeed(TRIALS, machine({ slower: 1.3 }).measure);
  assertEquals(speed.kind === "measured" && speed.trials.map(({ verdict }) => verdict), ["same"]);
});

Deno.test("code that is 30 % slower does, by trial", async () => {
  const both = [...TRIALS, { label: "lstm", baseline: 0.03, tonight: 0.03 }];
  const { measure } = machine({ code: 1.3 });
  const speed = await measureSpeed(
    both,
    (side, task) => task === 0.03 ? Promise.resolve(task) : measure(side, task),
  );
  if (speed.kind !== "measured") throw new Error("it was measured");
  assertEquals(speed.trials.map(({ trial, verdict }) => [trial, verdict]), [
    ["ctm", "slower"],
    ["lstm", "same"],
  ]);
  assertAlmostEquals(speed.trials[0]!.ratio, 1.3, 0.05);
  assertEquals(speed.trials[0]!.pairs.length, 6);
});
