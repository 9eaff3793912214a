import { assertAlmostEquals, assertEquals } from "@std/assert";
import { meanOverDeviation, noncentralTUpper } from "../../../src/analysis/noncentral_t.ts";
import {
  firstSize,
  halfWidth,
  minimumDetectableDifference,
  pairedPrecision,
  pilotInflation,
  powerToLead,
  powerToMatch,
} from "../../../src/analysis/power.ts";
import { studentTCdf, studentTQuantile } from "../../../src/analysis/student_t.ts";
import golden from "../../golden/statistics.json" with { type: "json" };

const { superiority, tost } = golden.power;

Deno.test("the noncentral t has Student's t as its central case", () => {
  for (const degrees of [1, 4, 9, 7.69, 150]) {
    for (const t of [-2, 0.5, 3]) {
      const upper = noncentralTUpper(t, { degrees, noncentrality: 0 });
      assertAlmostEquals(upper, studentTCdf(-t, degrees), 1e-10, `t = ${t}, df = ${degrees}`);
    }
    assertAlmostEquals(meanOverDeviation(() => 1, degrees), 1, 1e-11);
    assertAlmostEquals(meanOverDeviation((u) => u * u, degrees), 1, 1e-10);
  }
});

Deno.test("the noncentral t agrees with R's, both tails together", () => {
  const t = studentTQuantile(0.975, 9);
  const noncentrality = 0.5 / (0.4 / Math.sqrt(10));
  const upper = noncentralTUpper(t, { degrees: 9, noncentrality });
  const lower = 1 - noncentralTUpper(-t, { degrees: 9, noncentrality });
  assertAlmostEquals(upper + lower, golden.power.two_sided.value, 1.5e-9);
});

Deno.test("powerToLead() gives the numbers of the protocol", () => {
  const power = (seeds: number, difference: number, deviation: number) =>
    powerToLead(pairedPrecision(deviation, seeds), { difference, level: 0.05 });
  assertAlmostEquals(power(10, 0.5, 0.4), superiority["S10_d0.5_sd0.4_a0.05"], 1e-6);
  assertAlmostEquals(power(5, 1, 0.4), superiority["S5_d1.0_sd0.4_a0.05"], 1e-6);
  assertAlmostEquals(power(8, 1, 0.7), superiority["S8_d1.0_sd0.7_a0.05"], 1e-6);
});

Deno.test("powerToMatch() gives the numbers of the protocol", () => {
  const power = (seeds: number, difference: number, deviation: number, level = 0.05) =>
    powerToMatch(pairedPrecision(deviation, seeds), { difference, margin: 1, level });
  assertAlmostEquals(power(10, 0, 0.4), tost["S10_d0_sd0.4_m1_a0.05"], 1e-6);
  assertAlmostEquals(power(5, 0, 0.4), tost["S5_d0_sd0.4_m1_a0.05"], 1e-6);
  assertAlmostEquals(power(10, 0.5, 0.7), tost["S10_d0.5_sd0.7_m1_a0.05"], 1e-6);
  assertAlmostEquals(power(20, 0.25, 1, 0.025), tost["S20_d0.25_sd1.0_m1.0_a0.025"], 1e-6);
  // At the margin itself a match is an error, and its rate at most the level.
  assertAlmostEquals(power(20, 1, 0.4), 0.05, 1e-6);
});

/** Statistical protocol, 3.8: seeds for a power of 80 % / 90 %. */
const TABLE = [
  "0.2  4/5     3/3   3/3   5/5     3/4   3/3   3/3   3/4     3/3   4/5",
  "0.3  6/7     3/4   3/3   7/8     4/4   3/3   3/4   4/5     4/4   6/7",
  "0.4  8/9     4/5   3/4   9/11    5/5   4/4   4/5   6/8     4/5   8/9",
  "0.5  10/13   5/5   4/4   13/16   6/6   4/5   5/6   8/11    5/6   10/13",
  "0.7  18/23   7/8   4/5   22/27   8/9   6/7   8/10  14/19   8/9   18/23",
  "1.0  34/44   10/13 6/7   41/53   13/16 11/13 13/17 27/36   13/16 34/44",
  "1.5  73/97   20/26 10/13 89/115  24/31 21/26 27/36 58/79   26/32 73/97",
  "2.0  128/171 34/44 16/21 155/202 41/53 36/45 47/63 101/139 44/54 128/171",
];

const LEADS = [[0.5, 0.05], [1, 0.05], [1.5, 0.05], [0.5, 0.025], [1, 0.025]] as const;
const MATCHES = [[0, 0.05], [0.25, 0.05], [0.5, 0.05], [0, 0.025], [0.5, 0.025]] as const;

for (const line of TABLE) {
  const [deviation, ...cells] = line.split(/\s+/);
  Deno.test(`the table of seeds needed, every entry of the row of ${deviation} pp`, () => {
    const needed = (power: (seeds: number) => number) =>
      [0.8, 0.9].map((wanted) => firstSize(power, { from: 3, to: 1000, wanted })).join("/");
    const precision = (seeds: number) => pairedPrecision(Number(deviation), seeds);
    assertEquals([
      ...LEADS.map(([difference, level]) =>
        needed((seeds) => powerToLead(precision(seeds), { difference, level }))
      ),
      ...MATCHES.map(([difference, level]) =>
        needed((seeds) => powerToMatch(precision(seeds), { difference, margin: 1, level }))
      ),
    ], cells);
  });
}

Deno.test("minimum detectable difference and half-width in standard deviations", () => {
  const seeds = [3, 5, 8, 10, 15, 20, 30, 50];
  const detectable = [3.27, 1.68, 1.16, 1, 0.78, 0.66, 0.53, 0.41];
  seeds.forEach((count, index) => {
    const precision = pairedPrecision(1, count);
    const found = minimumDetectableDifference(precision, { level: 0.05, wanted: 0.8 });
    // The protocol shows two decimals, some of them rounded up (3.264 as 3.27).
    assertAlmostEquals(found, detectable[index]!, 0.0065, `S = ${count}`);
    assertAlmostEquals(powerToLead(precision, { difference: found, level: 0.05 }), 0.8, 1e-8);
  });
  const halves = [2.484, 1.242, 0.836, 0.715, 0.554, 0.468, 0.373];
  halves.forEach((half, index) =>
    assertAlmostEquals(halfWidth(pairedPrecision(1, seeds[index]!), 0.05), half, 5.1e-4)
  );
});

Deno.test("a pilot's deviation is inflated to its upper 80 % bound", () => {
  assertAlmostEquals(pilotInflation(4), 1.558, 5e-4);
  assertAlmostEquals(pilotInflation(9), 1.293, 5e-4);
  assertAlmostEquals(pilotInflation(19), 1.177, 5e-4);
});

Deno.test("firstSize() finds the first size, at both ends of its range too", () => {
  const at = (limit: number) => (size: number) => size >= limit ? 1 : 0;
  const search = (limit: number) => firstSize(at(limit), { from: 5, to: 100, wanted: 0.8 });
  assertEquals([search(1), search(5), search(6), search(37), search(100)], [5, 5, 6, 37, 100]);
  assertEquals(search(101), null);
});
