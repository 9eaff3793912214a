import { z } from "zod";
import { spendSchema, type WorkerMessage } from "../spec/mod.ts";

const messageSchema: z.ZodType<WorkerMessage> = z.discriminatedUnion("type", [
  z.object({ type: z.literal("started"), backend: z.string(), device: z.string() }),
  z.object({
    type: z.literal("progress"),
    progress: z.number(),
    spend: spendSchema,
    // JSON turns NaN, the loss of a diverging run, into null.
    trainLoss: z.union([z.number(), z.null().transform(() => NaN)]),
    validationAccuracy: z.number().nullable(),
  }),
  z.object({ type: z.literal("finished"), status: z.string(), testAccuracy: z.number() }),
  z.object({
    type: z.literal("validated"),
    status: z.string(),
    validationAccuracy: z.number(),
  }),
  z.object({
    type: z.literal("estimate"),
    estimate: z.object({
      startup: z.number(),
      secondsPerStep: z.number(),
      steps: z.number(),
      evaluation: z.number(),
      total: z.number(),
    }),
  }),
  z.object({ type: z.literal("error"), code: z.number(), message: z.string() }),
]);

/** Reads a line of a worker's output; `null` for a line that is no message, a library's banner say. */
export function parseWorkerMessage(line: string): WorkerMessage | null {
  if (!line.startsWith("{")) return null;
  try {
    const result = messageSchema.safeParse(JSON.parse(line));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}
