import { z } from "zod";

/**
 * The language between the driver and the processes that make steps: one JSON object a line. A
 * process prepares its work, warms up and says {@link readySchema}; then it answers each request on
 * its standard input, and ends with that input. Anything that goes wrong is `{ "error": "..." }`.
 */
export type PerfRequest =
  /** Make so many steps and time each. */
  | { readonly steps: number }
  /** Make so many steps and say what the sections of the kernels took. */
  | { readonly profile: number };

/** Steps before any that is timed, at the least. */
export const WARMUP_STEPS = 5;

/** Seconds of CPU time that a warm-up takes at the least: compilers work in the background. */
export const WARMUP_SECONDS = 0.5;

/** An engine is prepared and warm. */
export const readySchema = z.strictObject({
  ready: z.strictObject({
    /** What computes, and which build of it. */
    kernels: z.string(),
    /** Of the first {@link WARMUP_STEPS} steps. */
    losses: z.array(z.number().nullable()).length(WARMUP_STEPS),
    /** CPU time of the last step of the warm-up. */
    stepMilliseconds: z.number().positive(),
  }),
});

/** What memory a process has taken since before its work was prepared. */
export const perfMemorySchema = z.strictObject({
  /** Growth of the largest resident set. */
  peakBytes: z.number().nonnegative(),
  /** Size of the WebAssembly backend's memory, which never shrinks; `null` without one. */
  backendBytes: z.number().nonnegative().nullable(),
});

/** Some steps, timed one by one. */
export const timedSchema = z.strictObject({
  cpuMilliseconds: z.array(z.number().nonnegative()).min(1),
  wallMilliseconds: z.array(z.number().nonnegative()).min(1),
  memory: perfMemorySchema,
});

/** See {@link timedSchema}. */
export type TimedSteps = z.infer<typeof timedSchema>;

/** What the sections of the kernels took, for one step on average. */
export const sectionsSchema = z.strictObject({
  sections: z.array(z.strictObject({
    name: z.string(),
    milliseconds: z.number().nonnegative(),
    /** Floating-point operations, 2 per multiply-add; 0 where they are not counted. */
    flops: z.number().nonnegative(),
    calls: z.number().nonnegative(),
  })),
  /** Milliseconds of a whole step while it was profiled. */
  stepMilliseconds: z.number().positive(),
});

/** See {@link sectionsSchema}. */
export type StepSections = z.infer<typeof sectionsSchema>;

/** The machine and what this project has on it. */
export const machineSchema = z.strictObject({
  /** The most that one core computes with the kernels, FLOP/s. */
  peakFlops: z.number().positive(),
  /** The build of the kernels that was measured. */
  kernels: z.string(),
  versions: z.record(z.string(), z.string()),
  machine: z.strictObject({
    os: z.string(),
    arch: z.string(),
    cpu: z.string(),
    cores: z.int().positive(),
    memoryGiB: z.number().nonnegative(),
    limits: z.strictObject({ cores: z.number().nullable(), memoryGiB: z.number().nullable() }),
  }),
});

/** See {@link machineSchema}. */
export type MachineFacts = z.infer<typeof machineSchema>;

/** What is known of a PyTorch before it is measured. */
export const pytorchSchema = z.strictObject({
  python: z.string(),
  torch: z.string(),
  /** File of the library that multiplies matrices. */
  blas: z.string(),
  /** Instructions that it chose: `AVX2`. */
  cpuCapability: z.string(),
  /** Whether it has `torch.compile`. */
  compiles: z.boolean(),
  /** FLOP/s of a product of two matrices in single precision on one thread. */
  matrixFlops: z.number().positive(),
});

/** See {@link pytorchSchema}. */
export type PytorchFacts = z.infer<typeof pytorchSchema>;
