import { z } from "zod";
import { budgetSchema } from "./budget.ts";
import { settingsSchema } from "./search_space.ts";
import { tuningTrialSchema } from "./tuning.ts";

const verdictSchema = z.strictObject({
  verdict: z.enum(["leads", "matches", "trails", "inconclusive"]),
  /** Mean paired difference, the reference minus the baseline; `null` with fewer than 2 seeds. */
  mean: z.number().nullable(),
  /** Its difference interval. */
  interval: z.strictObject({ low: z.number(), high: z.number() }).nullable(),
  /** The verdict in one sentence. */
  sentence: z.string(),
});

/** A skeptic's record: the loser of a comparison was tuned again with more trials. */
export const challengeSchema = z.strictObject({
  schema: z.literal(1),
  /** From 1. */
  number: z.int().positive(),
  /** Trial labels: the reference and the baseline. */
  pair: z.tuple([z.string(), z.string()]),
  winner: z.string(),
  loser: z.string(),
  /** Trials of the loser over those of the search before. */
  factor: z.int().min(2),
  /** Trials of the winner's search; 0 for one that was not tuned. */
  winnerTrials: z.int().nonnegative(),
  /** Trials of the loser's search before; 0 for one that was not tuned. */
  loserTrialsBefore: z.int().nonnegative(),
  sampler: z.string(),
  seed: z.int().positive(),
  /** Of each trial. */
  budget: budgetSchema,
  /** All trials of the loser, the earlier ones first. */
  trials: z.array(tuningTrialSchema).min(1),
  /** The loser's settings in the challenge. */
  settings: settingsSchema,
  /** Whether they differ from those that it had. */
  settingsChanged: z.boolean(),
  before: verdictSchema,
  after: verdictSchema,
  /** `upheld` if the verdict is the same. */
  outcome: z.enum(["upheld", "overturned"]),
  /** SHA-256 of the code that the runs were made with. */
  code: z.string(),
});

/** See {@link challengeSchema}. */
export type Challenge = z.infer<typeof challengeSchema>;
