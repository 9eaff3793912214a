import { mulberry32 } from "../../../src/analysis/mulberry32.ts";
import golden from "../../golden/statistics.json" with { type: "json" };

export { mulberry32 };

/** Fixture M1: one row of 0/1 results per seed for models A and B. */
export function mulberryFixture(): { a: Float64Array[]; b: Float64Array[] } {
  const { seed, S, n } = golden.M1;
  const draw = mulberry32(seed);
  const easiness = Array.from({ length: n }, draw);
  const a: Float64Array[] = [];
  const b: Float64Array[] = [];
  for (let row = 0; row < S; row++) {
    const shiftOfA = (draw() - 0.5) * 0.03;
    const shiftOfB = (draw() - 0.5) * 0.03;
    const ofA = new Float64Array(n);
    const ofB = new Float64Array(n);
    for (let example = 0; example < n; example++) {
      const tilt = 0.5 * (0.5 - easiness[example]!);
      ofA[example] = draw() < 0.70 + shiftOfA + tilt ? 1 : 0;
      ofB[example] = draw() < 0.66 + shiftOfB + tilt ? 1 : 0;
    }
    a.push(ofA);
    b.push(ofB);
  }
  return { a, b };
}
