import golden from "../../golden/statistics.json" with { type: "json" };

/** The mulberry32 generator with draws in [0, 1), which fixture M1 is built from. */
export function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

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
