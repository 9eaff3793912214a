import { assert } from "@std/assert";
import { randomFromSeed } from "../../src/random/mod.ts";
import {
  onEachBuild,
  panelsOf,
  randomPanels,
  sumOf,
  type TestPanels,
} from "../support/kernel_builds.ts";

const PANELS = 3;
const NEURONS = 7;

/** Pairs that repeat, share neurons and pair a neuron with itself; one pair alone. */
const PAIRS = [
  { left: [3], right: [3] },
  { left: [0, 0, 0, 1, 1, 2], right: [0, 1, 2, 1, 2, 2] },
  { left: [6, 2, 2, 5, 6], right: [1, 2, 2, 5, 1] },
];

function factors(count: number, name: string): number[] {
  const random = randomFromSeed(1).split(name);
  return Array.from({ length: count }, () => Math.fround(0.2 + random.uniform()));
}

/** Rows twice as far apart as they are long, what a history of two has; NaN between them. */
function apart(
  x: TestPanels,
  rows: number,
): { readonly values: Float32Array; readonly stride: number } {
  const stride = rows * 16 + 8;
  const values = new Float32Array(PANELS * stride).fill(NaN);
  for (let i = 0; i < PANELS * rows * 8; i++) {
    const [panel, row, example] = [Math.floor(i / 8 / rows), Math.floor(i / 8) % rows, i % 8];
    values[panel * stride + row * 16 + example] = x.at(panel, row, example);
  }
  return { values, stride };
}

for (const [k, { left, right }] of PAIRS.entries()) {
  const entries = left.length;
  const z = randomPanels({ panels: PANELS, rows: NEURONS }, "z");
  const before = randomPanels({ panels: PANELS, rows: entries }, "before");
  const retention = factors(entries, "retention");
  const inverse = factors(entries, "inverse");
  const slope = factors(entries, "slope");
  const products = panelsOf(
    { panels: PANELS, rows: entries },
    (panel, row, example) => z.at(panel, left[row]!, example) * z.at(panel, right[row]!, example),
  );
  const after = panelsOf(
    { panels: PANELS, rows: entries },
    (panel, row, example) =>
      retention[row]! * before.at(panel, row, example) + products.at(panel, row, example),
  );

  for (
    const [starts, reads] of [[false, true], [false, false], [true, true], [true, false]] as const
  ) {
    const what = `pairs ${k}, ${starts ? "the start" : "a tick"}, ${reads ? "" : "not "}read`;

    for (const last of [false, true]) {
      onEachBuild(`addPairProducts(): ${what}${last ? ", the last" : ""}`, (memory) => {
        const neurons = apart(z, NEURONS);
        const sums = starts ? products : after;
        const out = panelsOf(
          { panels: PANELS, rows: entries },
          (panel, row, example) => sums.at(panel, row, example) * inverse[row]!,
        );
        const address = starts ? memory.room(sums.values.length) : memory.put(before.values);
        const read = memory.room(out.values.length);
        memory.host.kernels.addPairProducts(
          memory.put(neurons.values),
          neurons.stride,
          16,
          memory.putIntegers(left),
          memory.putIntegers(right),
          // In place, as without training.
          starts ? 0 : address,
          last ? 0 : address,
          sums.stride,
          memory.put(retention),
          memory.put(inverse),
          reads ? read : 0,
          out.stride,
          entries,
          PANELS,
        );
        const untouched = starts ? new Float32Array(sums.values.length).fill(NaN) : before.values;
        memory.assertFloats(address, last ? untouched : sums.values);
        memory.assertFloats(
          read,
          reads ? out.values : new Float32Array(out.values.length).fill(NaN),
        );
      });
    }

    for (const learns of [true, false]) {
      onEachBuild(`addPairProductsGradient(): ${what}, decay ${learns}`, (memory) => {
        const size = { panels: PANELS, rows: entries };
        const neurons = apart(z, NEURONS);
        const carried = randomPanels(size, "carried");
        const outGradient = randomPanels(size, "out gradient");
        const zGradient = randomPanels({ panels: PANELS, rows: NEURONS }, "z gradient");
        const total = panelsOf(size, (panel, row, example) =>
          carried.at(panel, row, example) +
          (reads ? outGradient.at(panel, row, example) * inverse[row]! : 0));
        const toBefore = panelsOf(
          size,
          (panel, row, example) =>
            starts
              ? carried.at(panel, row, example)
              : total.at(panel, row, example) * retention[row]!,
        );
        const toZ = panelsOf(
          { panels: PANELS, rows: NEURONS },
          (panel, neuron, example) =>
            zGradient.at(panel, neuron, example) +
            sumOf(entries, (entry) =>
              total.at(panel, entry, example) *
              ((left[entry] === neuron ? z.at(panel, right[entry]!, example) : 0) +
                (right[entry] === neuron ? z.at(panel, left[entry]!, example) : 0))),
        );
        const toRetention = Array.from({ length: entries }, (_, entry) =>
          sumOf(8 * PANELS, (i) => {
            const place = [Math.floor(i / 8), entry, i % 8] as const;
            const sum = (starts ? products : after).at(...place);
            const read = reads ? slope[entry]! * outGradient.at(...place) * sum : 0;
            return read + (starts ? 0 : total.at(...place) * before.at(...place));
          }));
        const carriedAddress = memory.put(carried.values);
        const zAddress = memory.put(zGradient.values);
        const lanes = memory.put(new Float32Array(4 * entries));
        memory.host.kernels.addPairProductsGradient(
          memory.put(neurons.values),
          neurons.stride,
          16,
          zAddress,
          zGradient.stride,
          8,
          memory.putIntegers(left),
          memory.putIntegers(right),
          starts ? 0 : memory.put(before.values),
          before.stride,
          memory.put(retention),
          memory.put(inverse),
          memory.put(slope),
          reads ? memory.put(outGradient.values) : 0,
          outGradient.stride,
          carriedAddress,
          carried.stride,
          learns ? lanes : 0,
          entries,
          PANELS,
        );
        memory.assertFloats(carriedAddress, toBefore.values);
        memory.assertFloats(zAddress, toZ.values);
        const sums = memory.host.floats(lanes, 4 * entries);
        const size_ = Math.max(...toRetention.map(Math.abs));
        for (let entry = 0; entry < entries; entry++) {
          const sum = sumOf(4, (lane) => sums[4 * entry + lane]!);
          const expected = learns ? toRetention[entry]! : 0;
          assert(Math.abs(sum - expected) <= 2e-6 * size_, `entry ${entry}: ${sum}, ${expected}`);
        }
      });
    }
  }
}
