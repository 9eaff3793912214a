import { assertAlmostEquals, assertThrows } from "@std/assert";
import { lookTails } from "../../../src/analysis/looks.ts";
import { mulberry32 } from "../../../src/analysis/mulberry32.ts";
import { normalQuantile } from "../../../src/analysis/normal.ts";
import { lookBoundaries, spentLevel } from "../../../src/analysis/spending.ts";
import { studentTQuantile } from "../../../src/analysis/student_t.ts";
import golden from "../../golden/statistics.json" with { type: "json" };

const { sequential } = golden;

function assertClose(actual: readonly number[], expected: readonly number[]) {
  // Four decimals are published.
  expected.forEach((one, index) => assertAlmostEquals(actual[index]!, one, 5.1e-5));
}

Deno.test("lookBoundaries() gives the published boundaries", () => {
  assertClose(lookBoundaries([0.5, 1], 0.025), sequential["LD_OBF_one_sided_.025_info_.5_1"]);
  assertClose(lookBoundaries([0.5, 1], 0.05), sequential["LD_OBF_one_sided_.05_info_.5_1"]);
  assertClose(
    lookBoundaries([0.25, 0.5, 0.75, 1], 0.025),
    sequential["LD_OBF_one_sided_.025_info_.25_.5_.75_1"],
  );
});

Deno.test("one look at the end is the fixed test", () => {
  assertAlmostEquals(lookBoundaries([1], 0.025)[0]!, normalQuantile(0.975), 1e-12);
  assertAlmostEquals(spentLevel(1, 0.05), 0.05, 1e-14);
});

Deno.test("lookTails() gives the protocol's t quantiles for looks at 10 and 20 seeds", () => {
  const tails = lookTails([10, 20], { alpha: 0.05, comparisons: 1 });
  const t = (which: "difference" | "equivalence") =>
    tails.map((tail, index) => studentTQuantile(1 - tail[which], [9, 19][index]!));
  assertClose(t("difference"), sequential["t_crit_diff_S10_S20"]);
  assertClose(t("equivalence"), sequential["t_crit_eq_S10_S20"]);
  // One-sided p .001525 and .024500, to the digits shown.
  assertAlmostEquals(tails[0]!.difference, 0.001525, 5e-7);
  assertAlmostEquals(tails[1]!.difference, 0.0245, 5e-6);
});

Deno.test("many looks spend the level and no more, by simulation", () => {
  const looks = [5, 8, 11, 14, 17, 20];
  const level = 0.05;
  const boundaries = lookBoundaries(looks.map((seeds) => seeds / 20), level);
  const draw = mulberry32(3);
  const normal = () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
  const studies = 40_000;
  let crossed = 0;
  for (let study = 0; study < studies; study++) {
    let sum = 0;
    let seeds = 0;
    for (const [index, look] of looks.entries()) {
      while (seeds < look) {
        sum += normal();
        seeds++;
      }
      if (sum / Math.sqrt(seeds) > boundaries[index]!) {
        crossed++;
        break;
      }
    }
  }
  // Four standard errors of a share of 5 % in 40 000.
  assertAlmostEquals(crossed / studies, level, 4 * Math.sqrt(level * (1 - level) / studies));
});

Deno.test("lookBoundaries() refuses looks that do not rise", () => {
  assertThrows(() => lookBoundaries([0.5, 0.5], 0.025), RangeError, "rise");
  assertThrows(() => lookBoundaries([0.5, 1.2], 0.025), RangeError, "rise");
  assertThrows(() => lookBoundaries([1], 0.5), RangeError, "between 0 and 0.5");
});
