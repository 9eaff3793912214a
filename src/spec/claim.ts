import { z } from "zod";
import { canonicalJson, sha256 } from "./identity.ts";
import { seedSchema } from "./run_spec.ts";
import { searchSpaceSchema } from "./search_space.ts";
import { MATCHES } from "./sweep_spec.ts";

/** What a part of a claim may say about the reference model against a baseline. */
export const CLAIM_STATEMENTS = ["leads", "matches or trails", "matches", "trails"] as const;

/** One of {@link CLAIM_STATEMENTS}. */
export type ClaimStatement = (typeof CLAIM_STATEMENTS)[number];

/** Fewer seeds than this can never decide a claim (statistical protocol, 3.3). */
const LEAST_SEEDS = 5;

const words = z.string().trim().min(1, "must say something");
const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits");

/** Flags of `deno task bench` by name without dashes, as in a configuration file. */
const flagsSchema = z.record(
  z.string(),
  z.union([
    z.string(),
    z.number(),
    z.boolean(),
    z.array(z.union([z.string(), z.number()])).min(1),
  ]),
);

/** A part of a claim: what holds for the reference model against one baseline. */
export const claimPartSchema = z.strictObject({
  statement: z.enum(CLAIM_STATEMENTS),
  /** Name of a model. */
  baseline: words,
});

/** See {@link claimPartSchema}. */
export type ClaimPart = z.infer<typeof claimPartSchema>;

/** A data set of a claim. */
export const claimDatasetSchema = z.strictObject({
  name: words,
  /** Of the content, as the loader publishes it; `null` where it is not known beforehand. */
  sha256: sha256Schema.nullable().default(null),
  /** Numbers of examples: those set aside for validation, and those of the test. */
  splits: z.strictObject({ validation: z.int().positive(), test: z.int().positive() }),
  /** Recipe flags for this data set alone. */
  flags: flagsSchema.default({}),
});

/** See {@link claimDatasetSchema}. */
export type ClaimDataset = z.infer<typeof claimDatasetSchema>;

/** Where the models' settings come from: nowhere, for a reason, or a search equal for all models. */
export const claimTuningSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none"), reason: words }),
  z.strictObject({
    kind: z.literal("search"),
    /** By model. */
    spaces: z.record(z.string(), searchSpaceSchema),
    sampler: words,
    /** Seed of the sampler and of the training of every trial. */
    seed: seedSchema,
    /** Trials of each model. */
    trials: z.int().positive(),
    /** Budget of each trial, for example `examples=4000`. */
    budget: words,
    /** What the best trial is chosen by. */
    metric: z.literal("validation accuracy"),
  }),
]);

/**
 * A pre-registered claim: everything that is fixed before the first run, so that nothing can be
 * chosen to fit the result. Fields with a single allowed value are written out all the same: a reader
 * of the file should not have to know the code.
 *
 * Source: statistical protocol, 3.11.
 */
export const claimSpecSchema = z.strictObject({
  schema: z.literal(1),
  /** Names the default folder, `results/claim-<name>`. */
  name: z.string().regex(/^[\w.-]+$/, "must consist of letters, digits, dots and dashes"),
  /** The claim in one sentence. */
  text: words,
  /** All of them must hold on a data set. */
  parts: z.array(claimPartSchema).min(1),
  /** On how many data sets they must hold. */
  combination: z.enum(["all", "majority"]),
  datasets: z.array(claimDatasetSchema).min(1),
  /** The reference model and the baselines, each of which is compared with it. */
  models: z.array(words).min(2),
  /** How the baselines' sizes are chosen. */
  match: z.enum(MATCHES),
  /** The recipe: a preset, changed by flags. */
  preset: words,
  flags: flagsSchema.default({}),
  /** What ends a run, as in `--budget`; the claim is about the primary one. */
  budget: z.strictObject({ primary: words, secondary: z.array(words).default([]) }),
  tuning: claimTuningSchema,
  /** The tick that answers: as the authors read each model, the most certain one or the last. */
  tickRule: z.enum(["paper", "most certain", "last"]),
  seeds: z.array(seedSchema).min(LEAST_SEEDS, `must be at least ${LEAST_SEEDS} seeds`),
  /** Numbers of seeds at which a verdict may be given, rising; `null`: only with all of them. */
  looks: z.array(z.int().positive()).min(1).nullable().default(null),
  /** What is estimated: the mean difference in test accuracy at the end of the budget. */
  estimand: z.literal("difference in test accuracy"),
  /** Whether new test examples are generalised to, or these very ones are meant. */
  scope: z.enum(["population", "benchmark"]),
  /** Two-sided level, shared by the primary comparisons. */
  alpha: z.number().gt(0).lt(0.5),
  /** Percentage points such as `1.0pp`, or `auto` for the rule of the protocol, 3.5. */
  margin: z.strictObject({
    value: z.string().regex(
      /^(auto|(\d+(\.\d+)?|\.\d+)pp)$/,
      'must be auto or percentage points such as "1.0pp"',
    ),
    reason: words,
  }),
  /** m, the number of primary comparisons: data sets times baselines. */
  comparisons: z.int().positive(),
  /** A diverged run counts at the level of guessing; a run without a result leaves the claim open. */
  failurePolicy: z.literal("diverged runs count at chance level"),
  /** Runs that are left out. */
  exclusions: z.literal("none"),
  /** The cells of the sweep that the claim is about. */
  confirmatory: z.literal("reference cell"),
  /** Whether the preset's other cells are run as well, with the stamp exploratory. */
  exploratory: z.boolean().default(false),
  /** What would refute the claim, in words. */
  refutedBy: words,
}).superRefine((claim, context) => {
  const refuse = (path: readonly (string | number)[], message: string) =>
    context.addIssue({ code: "custom", path: [...path], message });
  const repeated = (values: readonly (string | number)[]) =>
    values.find((value, index) => values.indexOf(value) !== index);
  const unique = [
    ["datasets", claim.datasets.map(({ name }) => name)],
    ["models", claim.models],
    ["seeds", claim.seeds],
    ["parts", claim.parts.map(({ baseline }) => baseline)],
  ] as const;
  for (const [field, values] of unique) {
    const twice = repeated(values);
    if (twice !== undefined) refuse([field], `${twice} occurs twice; name it once`);
  }
  claim.parts.forEach(({ baseline }, index) => {
    if (claim.models.includes(baseline)) return;
    refuse(["parts", index, "baseline"], `${baseline} is none of the models (${claim.models})`);
  });
  const { looks } = claim;
  if (looks !== null) {
    const rise = looks.every((look, index) => look > (looks[index - 1] ?? LEAST_SEEDS - 1));
    if (!rise || looks.at(-1) !== claim.seeds.length) {
      refuse(
        ["looks"],
        `must rise from ${LEAST_SEEDS} or more to the number of seeds, ${claim.seeds.length}`,
      );
    }
  }
  const baselines = claim.models.length - 1;
  const count = claim.datasets.length * baselines;
  if (claim.comparisons !== count) {
    refuse(
      ["comparisons"],
      `must be ${count}: ${claim.datasets.length} data sets times ${baselines} baselines`,
    );
  }
});

/** See {@link claimSpecSchema}. */
export type ClaimSpec = z.infer<typeof claimSpecSchema>;

/** SHA-256 of a claim: of its content with defaults filled in, not of its file's comments. */
export function claimHash(claim: ClaimSpec): string {
  return sha256(canonicalJson(claim));
}
