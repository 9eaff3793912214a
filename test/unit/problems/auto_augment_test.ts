import { assert, assertEquals, assertThrows } from "@std/assert";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { applyOperation } from "../../../src/problems/auto_augment/apply_operation.ts";
import {
  applyPolicy,
  autoAugment,
  drawPolicy,
} from "../../../src/problems/auto_augment/auto_augment.ts";
import type { ByteImage } from "../../../src/problems/auto_augment/byte_image.ts";
import { magnitudeOf } from "../../../src/problems/auto_augment/magnitude.ts";
import {
  CIFAR10_POLICY,
  type OperationName,
  type SubPolicy,
} from "../../../src/problems/auto_augment/policy.ts";
import { randomFromSeed } from "../../../src/random/mod.ts";

const SEED = 20250505;

/** What torchvision and Pillow make of some images; `test/peers/auto_augment.py` writes it. */
interface Reference {
  readonly policy: readonly SubPolicy[];
  readonly images: readonly {
    readonly name: string;
    readonly height: number;
    readonly width: number;
    readonly channels: number;
    readonly pixels: string;
    readonly magnitudes: Record<OperationName, { signed: boolean; values: number[] }>;
    readonly results: Record<OperationName, string[]>;
  }[];
  readonly runs: readonly {
    readonly image: string;
    readonly subPolicy: number;
    readonly chances: [number, number];
    readonly signs: [number, number];
    readonly result: string;
  }[];
}

const reference: Reference = JSON.parse(
  Deno.readTextFileSync(new URL("../../golden/auto_augment.json", import.meta.url)),
);

function imageOf({ pixels, height, width, channels }: Reference["images"][number]): ByteImage {
  return { pixels: Uint8Array.fromBase64(pixels), height, width, channels };
}

/** Fails unless `pixels` are those recorded, in full or by the start of their SHA-256. */
function assertRecorded(pixels: Uint8Array, recorded: string, what: string): void {
  if (recorded.length === 16) {
    const digest = createHash("sha256").update(pixels).digest("hex").slice(0, 16);
    assertEquals(digest, recorded, `${what}: the pixels differ`);
  } else {
    assertEquals(pixels, Uint8Array.fromBase64(recorded), what);
  }
}

Deno.test("the policy is torchvision's for CIFAR-10", () => {
  assertEquals(CIFAR10_POLICY, reference.policy);
});

Deno.test("the magnitudes of all bins are torchvision's, to the last bit of float32", () => {
  for (const { magnitudes, height, width } of reference.images) {
    for (const [name, { signed, values }] of Object.entries(magnitudes)) {
      values.forEach((value, bin) => {
        const got = magnitudeOf(name as OperationName, bin, { height, width });
        assertEquals(got, { value, signed }, `${name}, bin ${bin} of ${height} x ${width}`);
      });
    }
  }
});

Deno.test("every operation, bin and sign gives Pillow's pixels, in colour and in grey", () => {
  let compared = 0;
  for (const entry of reference.images) {
    const image = imageOf(entry);
    for (const [name, results] of Object.entries(entry.results)) {
      const { signed, values } = entry.magnitudes[name as OperationName];
      const bins = results.length / (signed ? 2 : 1);
      results.forEach((recorded, i) => {
        const magnitude = (signed && i < bins ? -1 : 1) * values[i % bins]!;
        const pixels = applyOperation(image, name as OperationName, magnitude);
        assertRecorded(pixels, recorded, `${name} by ${magnitude} of "${entry.name}"`);
        compared++;
      });
    }
  }
  assertEquals(compared, 6 * (9 * 20 + 2 * 10 + 3), "images x (signed, unsigned, plain)");
});

Deno.test("every sub-policy gives torchvision's pixels, both steps and drawn steps", () => {
  const images = new Map(reference.images.map((entry) => [entry.name, imageOf(entry)]));
  assertEquals(reference.runs.length, 4 * 2 * 25);
  for (const { image, subPolicy, chances, signs, result } of reference.runs) {
    const positive = [signs[0] === 1, signs[1] === 1] as const;
    const pixels = applyPolicy(images.get(image)!, { subPolicy, chances, positive });
    assertRecorded(pixels, result, `sub-policy ${subPolicy} of "${image}"`);
  }
});

const shapes = fc.record({
  height: fc.integer({ min: 1, max: 12 }),
  width: fc.integer({ min: 1, max: 12 }),
  channels: fc.constantFrom(1, 3),
});
const seeds = fc.integer({ min: 1, max: 2 ** 31 - 1 });

/** A batch of noise. */
function batchOf(
  { height, width, channels }: Omit<ByteImage, "pixels">,
  { examples, seed }: { readonly examples: number; readonly seed: number },
): Uint8Array {
  const random = randomFromSeed(seed);
  const length = examples * height * width * channels;
  return Uint8Array.from({ length }, () => random.integer(256));
}

Deno.test("any operation keeps the number of pixels and leaves its image alone", () => {
  const names = Object.keys(reference.images[0]!.results) as OperationName[];
  fc.assert(
    fc.property(
      shapes,
      seeds,
      fc.constantFrom(...names),
      fc.integer({ min: 0, max: 9 }),
      fc.boolean(),
      (shape, seed, name, bin, negative) => {
        const pixels = batchOf(shape, { examples: 1, seed });
        const before = pixels.slice();
        const { value, signed } = magnitudeOf(name, bin, shape);
        const result = applyOperation(
          { pixels, ...shape },
          name,
          signed && negative ? -value : value,
        );
        assert(result instanceof Uint8Array);
        assertEquals(result.length, pixels.length);
        assertEquals(pixels, before);
      },
    ),
    { seed: SEED, numRuns: 300 },
  );
});

Deno.test("one stream gives one batch, and an image's draws do not depend on those before it", () => {
  fc.assert(
    fc.property(shapes, seeds, fc.integer({ min: 1, max: 5 }), (shape, seed, examples) => {
      const first = batchOf(shape, { examples, seed });
      const second = first.slice();
      const firstRandom = randomFromSeed(seed);
      const secondRandom = randomFromSeed(seed);
      autoAugment(first, { shape, random: firstRandom });
      autoAugment(second, { shape, random: secondRandom });
      assertEquals(first, second);

      // A batch of other content leaves the stream at the same place.
      const black = randomFromSeed(seed);
      autoAugment(new Uint8Array(first.length), { shape, random: black });
      assertEquals(black.uniform(), firstRandom.uniform());
      const counted = randomFromSeed(seed);
      for (let i = 0; i < examples; i++) drawPolicy(counted);
      assertEquals(counted.uniform(), secondRandom.uniform());
    }),
    { seed: SEED, numRuns: 50 },
  );
});

Deno.test("sub-policies, chances and signs are drawn evenly", () => {
  const random = randomFromSeed(7);
  const draws = Array.from({ length: 5000 }, () => drawPolicy(random));
  const counts = new Array<number>(25).fill(0);
  for (const { subPolicy } of draws) counts[subPolicy]!++;
  // 200 expected, standard deviation 14: 5 of them.
  assert(counts.every((count) => Math.abs(count - 200) < 70), `${counts}`);
  for (const step of [0, 1] as const) {
    const mean = draws.reduce((sum, { chances }) => sum + chances[step], 0) / draws.length;
    assert(Math.abs(mean - 0.5) < 0.02, `mean chance ${mean}`);
    const positive = draws.filter(({ positive }) => positive[step]).length / draws.length;
    assert(Math.abs(positive - 0.5) < 0.035, `share of positive signs ${positive}`);
  }
});

Deno.test("images of two channels are refused", () => {
  const shape = { height: 1, width: 1, channels: 2 };
  assertThrows(
    () => autoAugment(new Uint8Array(2), { shape, random: randomFromSeed(1) }),
    RangeError,
    "2 channels",
  );
});
