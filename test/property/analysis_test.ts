import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { comparePaired } from "../../src/analysis/compare.ts";
import type { Comparison, ScopeEstimate, Verdict } from "../../src/analysis/comparison.ts";
import type { ComparedSide } from "../../src/analysis/pair_runs.ts";
import { scopeEstimate } from "../../src/analysis/scope_estimate.ts";
import { twoWay } from "../../src/analysis/two_way.ts";
import { decideVerdict } from "../../src/analysis/verdict.ts";

const SEED = 20250131;

/** A study's numbers as the decision rule meets them, some of them degenerate. */
const studies = fc.record({
  mean: fc.double({ min: -0.05, max: 0.05, noNaN: true }),
  standardError: fc.oneof(
    { weight: 9, arbitrary: fc.double({ min: 1e-4, max: 0.02, noNaN: true }) },
    { weight: 1, arbitrary: fc.constant(0) },
  ),
  degreesOfFreedom: fc.double({ min: 1, max: 40, noNaN: true }),
  seeds: fc.integer({ min: 0, max: 30 }),
  margin: fc.double({ min: 0.001, max: 0.05, noNaN: true }),
  comparisons: fc.integer({ min: 1, max: 6 }),
  blocked: fc.boolean(),
});

Deno.test("exactly one state holds, and it is the verdict (100 000 studies)", () => {
  const seen = new Set<Verdict>();
  fc.assert(
    fc.property(studies, ({ seeds, margin, comparisons, blocked, ...numbers }) => {
      const estimate = scopeEstimate("population", numbers, { alpha: 0.05, comparisons, margin });
      const obstacle = blocked && seeds % 3 === 0 ? "gate failed" : null;
      const { verdict } = decideVerdict({ estimate, seeds, margin, obstacle });
      // Each state by its own definition, without the order of the rule.
      const { difference, equivalence } = estimate;
      const judged = seeds >= 5 && obstacle === null && numbers.standardError > 0;
      const inside = -margin < equivalence.low && equivalence.high < margin;
      const states: Record<Verdict, boolean> = {
        matches: judged && inside,
        leads: judged && !inside && difference.low > 0,
        trails: judged && !inside && difference.high < 0,
        inconclusive: !judged || (!inside && difference.low <= 0 && difference.high >= 0),
      };
      const holding = (Object.keys(states) as Verdict[]).filter((state) => states[state]);
      assertEquals(holding, [verdict]);
      seen.add(verdict);
    }),
    { seed: SEED, numRuns: 100_000 },
  );
  assertEquals(seen.size, 4, "the inputs reach all four states");
});

Deno.test("a wider margin never turns matches into something else, nor moves a sign", () => {
  fc.assert(
    fc.property(
      studies,
      fc.double({ min: 1, max: 20, noNaN: true }),
      ({ seeds, margin, comparisons, blocked: _, ...numbers }, factor) => {
        const at = (margin: number) => {
          const criteria = { alpha: 0.05, comparisons, margin };
          const estimate = scopeEstimate("population", numbers, criteria);
          return decideVerdict({ estimate, seeds, margin, obstacle: null });
        };
        const narrow = at(margin);
        const wide = at(margin * factor);
        if (narrow.verdict === "matches") assertEquals(wide.verdict, "matches");
        assertEquals(wide.sign, narrow.sign);
        if (narrow.marginNeeded !== null && seeds >= 5) {
          assertEquals(at(narrow.marginNeeded * (1 + 1e-9)).verdict, "matches");
          assert(at(narrow.marginNeeded * (1 - 1e-9)).verdict !== "matches");
        }
      },
    ),
    { seed: SEED, numRuns: 3000 },
  );
});

/** Per-example results of both sides, `[S][n]`, and which of the runs diverged. */
const results = fc.record({
  seeds: fc.integer({ min: 2, max: 8 }),
  examples: fc.integer({ min: 2, max: 12 }),
})
  .chain(({ seeds, examples }) => {
    const row = fc.array(fc.integer({ min: 0, max: 1 }), {
      minLength: examples,
      maxLength: examples,
    });
    const rows = fc.array(row, { minLength: seeds, maxLength: seeds });
    return fc.record({
      left: rows,
      right: rows,
      diverged: fc.option(fc.integer({ min: 0, max: seeds - 1 }), { nil: null }),
      seedOrder: permutation(seeds),
      exampleOrder: permutation(examples),
    });
  });

function permutation(size: number): fc.Arbitrary<number[]> {
  return fc.shuffledSubarray([...Array(size).keys()], { minLength: size, maxLength: size });
}

function side(label: string, rows: readonly number[][], diverged: number | null): ComparedSide {
  return {
    label,
    validationError: 0.2,
    runs: rows.map((row, index) => ({
      seed: index + 1,
      correct: Float64Array.from(row),
      accuracy: row.reduce((sum, one) => sum + one, 0) / row.length,
      examples: row.length,
      exampleIds: "ids",
      diverged: index === diverged,
    })),
  };
}

function compare(left: ComparedSide, right: ComparedSide): Comparison {
  return comparePaired({
    left,
    right,
    dataset: "digits",
    alpha: 0.05,
    comparisons: 1,
    margin: 0.3,
    chance: 0.25,
  });
}

Deno.test("swapping the sides negates the mean and swaps leads and trails", () => {
  const mirrored: Record<Verdict, Verdict> = {
    leads: "trails",
    trails: "leads",
    matches: "matches",
    inconclusive: "inconclusive",
  };
  const same = (one: ScopeEstimate, other: ScopeEstimate) => {
    // `0 -` avoids a negative zero.
    assertEquals(0 - other.mean, 0 + one.mean);
    assertEquals(other.standardError, one.standardError);
    assertEquals(other.degreesOfFreedom, one.degreesOfFreedom);
    assertEquals(0 - other.difference.low, 0 + one.difference.high);
    assertEquals(0 - other.equivalence.high, 0 + one.equivalence.low);
    assertEquals([other.p, other.pEquivalence], [one.p, one.pEquivalence]);
  };
  fc.assert(
    fc.property(results, ({ left, right, diverged }) => {
      const ctm = side("ctm", left, diverged);
      const lstm = side("lstm", right, null);
      const forward = compare(ctm, lstm);
      const backward = compare(lstm, ctm);
      same(forward.population!, backward.population!);
      same(forward.benchmark!, backward.benchmark!);
      assertEquals(backward.verdict, mirrored[forward.verdict]);
      assertEquals(0 - backward.sign, 0 + forward.sign);
      assertEquals(backward.clear, forward.clear);
      assertEquals(backward.marginNeeded, forward.marginNeeded);
      assertEquals(backward.signFlip, forward.signFlip);
      assertEquals(backward.missing, forward.missing);
    }),
    { seed: SEED, numRuns: 300 },
  );
});

Deno.test("the order of seeds and of examples changes nothing", () => {
  const near = (one: ScopeEstimate, other: ScopeEstimate) => {
    assertAlmostEquals(other.mean, one.mean, 1e-12);
    assertAlmostEquals(other.standardError, one.standardError, 1e-12);
    assertAlmostEquals(other.degreesOfFreedom, one.degreesOfFreedom, 1e-8);
    assertAlmostEquals(other.p, one.p, 1e-9);
  };
  fc.assert(
    fc.property(results, ({ left, right, diverged, seedOrder, exampleOrder }) => {
      const plain = [side("ctm", left, diverged), side("lstm", right, null)] as const;
      const shuffled = plain.map((one, which) => ({
        ...one,
        // The runs of the two sides come in different orders; seeds are what pairs them.
        runs: (which === 0 ? seedOrder : seedOrder.toReversed()).map((index) => {
          const run = one.runs[index]!;
          return { ...run, correct: Float64Array.from(exampleOrder, (j) => run.correct![j]!) };
        }),
      }));
      const before = compare(...plain);
      const after = compare(shuffled[0]!, shuffled[1]!);
      near(before.population!, after.population!);
      assertEquals(after.benchmark, before.benchmark);
      assertEquals(after.seeds, before.seeds);
      assertEquals(after.verdict, before.verdict);
      assertEquals(after.remarks, before.remarks);
      // New seed numbers in another order change nothing either.
      const renumbered = plain.map((one) => ({
        ...one,
        runs: one.runs.map((run, index) => ({ ...run, seed: 1 + seedOrder[index]! })),
      }));
      const again = compare(renumbered[0]!, renumbered[1]!);
      near(before.population!, again.population!);
      near(before.benchmark!, again.benchmark!);
      assertEquals(again.signFlip, before.signFlip);
    }),
    { seed: SEED, numRuns: 300 },
  );
});

/** Standard error and degrees of freedom by the sums-of-squares identities on nested arrays. */
function slowTwoWay(rows: readonly number[][]) {
  const seeds = rows.length;
  const examples = rows[0]!.length;
  const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);
  const square = (value: number) => value * value;
  const all = rows.flat();
  const correction = square(total(all)) / (seeds * examples);
  const ofSeeds = total(rows.map((row) => square(total(row)))) / examples - correction;
  const columns = rows[0]!.map((_, j) => rows.map((row) => row[j]!));
  const ofExamples = total(columns.map((one) => square(total(one)))) / seeds - correction;
  const ofAll = total(all.map(square)) - correction;
  const residual = (ofAll - ofSeeds - ofExamples) / ((seeds - 1) * (examples - 1));
  const seed = Math.max(ofSeeds / (seeds - 1), residual);
  const example = Math.max(ofExamples / (examples - 1), residual);
  const variance = (seed + example - residual) / (seeds * examples);
  const spread = square(seed) / (seeds - 1) + square(example) / (examples - 1) +
    square(residual) / ((seeds - 1) * (examples - 1));
  return {
    standardError: Math.sqrt(Math.max(0, variance)),
    degreesOfFreedom: square(seed + example - residual) / spread,
  };
}

Deno.test("twoWay() equals a slow direct implementation", () => {
  fc.assert(
    fc.property(results, ({ left, right, diverged }) => {
      const rows = left.map((row, seed) =>
        row.map((one, j) => (seed === diverged ? 0.25 : one) - right[seed]![j]!)
      );
      const fast = twoWay(Float64Array.from(rows.flat()), rows.length);
      const slow = slowTwoWay(rows);
      // The identities cancel: a variance of 1e-15 is rounding, its root 3e-8.
      assertAlmostEquals(fast.standardError, slow.standardError, 1e-7);
      if (fast.standardError > 1e-6) {
        assertAlmostEquals(fast.degreesOfFreedom, slow.degreesOfFreedom, 1e-8);
      }
      if (diverged === null) {
        assertEquals(twoWay(Int8Array.from(rows.flat()), rows.length), fast);
      }
    }),
    { seed: SEED, numRuns: 1000 },
  );
});
