import { z } from "zod";

/** Eight hexadecimal digits of a float32. */
const DIGITS = 8;

/**
 * One line of a run's trail, by which two runs are compared step by step: the losses of consecutive
 * training steps, or what the parameters were after a step.
 */
export const trailRowSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("losses"),
    /** The first of the steps, counted from 1. */
    first: z.int().positive(),
    /** The bits of each loss as a float32, see {@link lossBits}. */
    bits: z.string().regex(/^([0-9a-f]{8})+$/),
  }),
  z.object({
    kind: z.literal("parameters"),
    /** After this step, counted from 1. */
    step: z.int().positive(),
    /** Over parameters and buffers. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  }),
]);

/** See {@link trailRowSchema}. */
export type TrailRow = z.infer<typeof trailRowSchema>;

/** Losses as the hexadecimal digits of their float32, eight each; every NaN is the same one. */
export function lossBits(losses: ArrayLike<number>): string {
  const view = new DataView(new ArrayBuffer(4));
  let bits = "";
  for (let i = 0; i < losses.length; i++) {
    view.setFloat32(0, losses[i]!);
    const word = Number.isNaN(losses[i]!) ? 0x7fc00000 : view.getUint32(0);
    bits += word.toString(16).padStart(DIGITS, "0");
  }
  return bits;
}

/** The inverse of {@link lossBits}. */
export function lossesOf(bits: string): number[] {
  const view = new DataView(new ArrayBuffer(4));
  return Array.from({ length: bits.length / DIGITS }, (_, i) => {
    view.setUint32(0, parseInt(bits.slice(i * DIGITS, (i + 1) * DIGITS), 16));
    return view.getFloat32(0);
  });
}
