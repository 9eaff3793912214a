import { z } from "zod";

/** How test images are corrupted, in the order of charts and tables. */
export const CORRUPTIONS = ["noise", "blur", "contrast", "shift", "occlusion"] as const;

/** One of {@link CORRUPTIONS}. */
export type Corruption = (typeof CORRUPTIONS)[number];

/** From hardly visible to severe. */
export const STRENGTHS = [1, 2, 3, 4, 5] as const;

/** One of {@link STRENGTHS}. */
export type Strength = (typeof STRENGTHS)[number];

const accuracy = z.number().min(0).max(1);

/** Form of `robustness.json`. */
export const robustnessSchema = z.object({
  schema: z.literal(1),
  /** How many test examples were corrupted; every run of a study has the same ones. */
  examples: z.int().positive(),
  /** The same examples as they are; SHA-256 of their pixels. */
  clean: z.object({ accuracy, sha256: z.string() }),
  corrupted: z.array(z.object({
    corruption: z.enum(CORRUPTIONS),
    strength: z.union(STRENGTHS.map((strength) => z.literal(strength))),
    /** Fraction of right answers at the readout tick. */
    accuracy,
    /** Of the corrupted pixels: equal for every run, or the models were not tested alike. */
    sha256: z.string(),
  })),
});

/** What one run answers on corrupted test examples. */
export type Robustness = z.infer<typeof robustnessSchema>;
