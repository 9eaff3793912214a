import { z } from "zod";

const intervalSchema = z.object({ low: z.number(), high: z.number() });

/** One run of a night: what two nights are compared by. */
export const nightRunSchema = z.object({
  seed: z.int().positive(),
  status: z.enum(["completed", "diverged"]),
  /** On the test split; chance for a diverged run. */
  accuracy: z.number(),
  loss: z.number().nullable(),
  /** Of training. */
  seconds: z.number(),
  parametersSha256: z.string(),
  /** Of `predictions.bin`; `null` for a diverged run. */
  predictionsSha256: z.string().nullable(),
  /** Of the losses of all steps in `trail.jsonl`; `null` where a run has none. */
  trailSha256: z.string().nullable(),
});

/** See {@link nightRunSchema}. */
export type NightRun = z.infer<typeof nightRunSchema>;

const trialSchema = z.object({
  label: z.string(),
  model: z.string(),
  role: z.enum(["reference", "sweep", "baseline"]),
  /** Runs that were to be made. */
  planned: z.int().min(0),
  runs: z.array(nightRunSchema),
  /** Mean accuracy with its interval over seeds; `null` without a run. */
  accuracy: z.object({ mean: z.number(), interval: intervalSchema.nullable() }).nullable(),
  /** Mean loss over the runs that have one. */
  loss: z.number().nullable(),
  /** Mean seconds of training. */
  seconds: z.number().nullable(),
});

/** One trial of a night. */
export type NightTrial = z.infer<typeof trialSchema>;

/** What two nights must share to be compared. Hyperparameters and code are what may change. */
export const suiteSchema = z.object({
  name: z.string(),
  problem: z.string(),
  dataset: z.string(),
  dataSha256: z.string(),
  budget: z.string(),
  backend: z.string(),
  /** Nights of earlier versions had nothing but composite ones. */
  kernels: z.string().default("composite"),
  /** Examples of the test split, as planned; `null` for all. */
  testExamples: z.int().positive().nullable(),
  seeds: z.array(z.int().positive()),
});

/** See {@link suiteSchema}. */
export type Suite = z.infer<typeof suiteSchema>;

const judgementSchema = z.object({
  trial: z.string(),
  metric: z.enum(["accuracy", "loss", "seconds"]),
  better: z.enum(["higher", "lower"]),
  role: z.enum(["gate", "inform"]),
  /** `null` for a metric that is only shown. */
  verdict: z.enum(["identical", "improved", "same", "regressed", "inconclusive"]).nullable(),
  tonight: z.number().nullable(),
  baseline: z.number().nullable(),
  /** Tonight minus baseline. */
  difference: z.number().nullable(),
  interval: intervalSchema.nullable(),
  margin: z.number().nullable(),
  seeds: z.int().min(0),
  reason: z.string(),
  remarks: z.array(z.string()),
});

/** A metric of a trial against the baseline night. */
export type Judgement = z.infer<typeof judgementSchema>;

const identitySchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("identical"), runs: z.int().positive() }),
  z.object({
    kind: z.literal("changed"),
    /** Runs that both nights have. */
    runs: z.int().min(0),
    identical: z.int().min(0),
  }),
  /** Not compared, and why. */
  z.object({ kind: z.literal("none"), reason: z.string() }),
]);

const lookSchema = z.object({
  left: z.string(),
  right: z.string(),
  difference: z.number().nullable(),
  interval: intervalSchema.nullable(),
  /** Whether the night is one at which the verdict about the models may be given. */
  look: z.boolean(),
  /** Of the last formal look, which may be an earlier night. */
  verdict: z.enum(["leads", "matches", "trails", "inconclusive"]).nullable(),
  /** The night of that look. */
  lookNight: z.string().nullable(),
});

/** The comparison of two models of the suite, which is not what a night is about. */
export type ModelLook = z.infer<typeof lookSchema>;

const driftSchema = z.object({
  trial: z.string(),
  metric: z.enum(["accuracy", "loss"]),
  /** The first night of the present level. */
  since: z.string(),
  /** The level that the baseline night belongs to. */
  from: z.number(),
  to: z.number(),
  /** Whether it is worse by more than the margin. */
  alarm: z.boolean(),
});

/** A level of a metric that differs from the baseline's. */
export type Drift = z.infer<typeof driftSchema>;

const speedSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("measured"),
    trials: z.array(z.object({
      trial: z.string(),
      ratio: z.number(),
      interval: intervalSchema.nullable(),
      verdict: z.enum(["faster", "same", "slower", "inconclusive"]),
      reason: z.string(),
      /** Seconds a step, in the order in which they were measured. */
      pairs: z.array(z.object({ baseline: z.number(), tonight: z.number() })),
    })),
  }),
  z.object({ kind: z.literal("none"), reason: z.string() }),
]);

/** How fast tonight's code is beside the baseline's. */
export type Speed = z.infer<typeof speedSchema>;

/** What can be wrong with a night, and what `--gate` can name. */
export const ALARM_KINDS = ["failed", "regressed", "drift", "slower"] as const;

/** One of {@link ALARM_KINDS}. */
export type AlarmKind = (typeof ALARM_KINDS)[number];

const alarmSchema = z.object({
  kind: z.enum(ALARM_KINDS),
  /** What it is about: the suite, or a trial and a metric. With `kind` it tells alarms apart. */
  subject: z.string(),
  /** One sentence without a full stop. */
  text: z.string(),
});

/** Something that is wrong with a night. */
export type Alarm = z.infer<typeof alarmSchema>;

const changesSchema = z.object({
  new: z.array(z.string()),
  still: z.array(z.string()),
  recovered: z.array(z.string()),
});

/** What became of alarms since they were last announced, by name. */
export type AlarmChanges = z.infer<typeof changesSchema>;

const gitSchema = z.object({
  commit: z.string(),
  dirty: z.boolean(),
  patch: z.string().nullable(),
}).nullable();

/** A line of `history.jsonl`, and the file `night.json` of a night. */
export const nightRecordSchema = z.object({
  schema: z.literal(1),
  /** Name of the night's folder. */
  night: z.string().regex(/^[\w-]+$/),
  /** ISO 8601, UTC. */
  started: z.string(),
  ended: z.string(),
  command: z.string(),
  /** `null` where the study did not come into being. */
  suite: suiteSchema.nullable(),
  /** SHA-256 of the worker side, and of the lock file. */
  code: z.string().nullable(),
  lock: z.string().nullable(),
  git: gitSchema,
  versions: z.record(z.string(), z.string()),
  machine: z.string().nullable(),
  /** Why the study ended with an error; `null` where it did not. */
  failure: z.object({ code: z.int(), message: z.string() }).nullable(),
  trials: z.array(trialSchema),
  /** The night that this one was compared with. */
  baseline: z.string().nullable(),
  /** Settings that differ from the baseline's, one a line. */
  settings: z.array(z.string()),
  identity: identitySchema,
  judgements: z.array(judgementSchema),
  models: z.array(lookSchema),
  drift: z.array(driftSchema),
  speed: speedSchema,
  alarms: z.array(alarmSchema),
  changes: changesSchema,
  /** Names of the alarms that all channels were told of. */
  announced: z.array(z.string()),
  deliveries: z.array(z.object({
    /** Its kind only: a command may hold what is nobody's business. */
    channel: z.enum(["file", "command", "summary"]),
    /** `null` where it worked. */
    failure: z.string().nullable(),
  })),
  /** What was gated, and which of it tripped. */
  gate: z.array(z.enum(ALARM_KINDS)),
  tripped: z.array(z.enum(ALARM_KINDS)),
  /** Whether later nights are compared with this one. */
  pinned: z.boolean(),
  notices: z.array(z.string()),
  exit: z.int(),
});

/** See {@link nightRecordSchema}. */
export type NightRecord = z.infer<typeof nightRecordSchema>;

/** The name by which an alarm is told from others. */
export function alarmName({ kind, subject }: Pick<Alarm, "kind" | "subject">): string {
  return `${kind}: ${subject}`;
}
