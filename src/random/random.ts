import { createHash } from "node:crypto";
import { philox } from "./philox.ts";

/**
 * A named stream of random numbers. Streams with different names are independent, and drawing from
 * one never moves another, so a draw added in one place changes nothing elsewhere.
 */
export interface Random {
  /** The stream called `name` below this one; it does not depend on what was drawn here. */
  split(name: string): Random;
  /** Uniform on [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform on 0..below-1, without modulo bias. @throws {RangeError} Unless 1 <= below <= 2^32. */
  integer(below: number): number;
  /** Standard normal. */
  normal(): number;
  /** A uniformly random order of 0..length-1. */
  permutation(length: number): Uint32Array;
  /** Where the stream stands. */
  position(): StreamPosition;
  /** Goes to where a stream of the same name and seed stood: the draws after it are the same. */
  moveTo(position: StreamPosition): void;
}

/** Where a stream stands. */
export interface StreamPosition {
  /** 32-bit words drawn so far. */
  readonly words: number;
  /** The normal number that was made with the previous one and is still to be given out. */
  readonly spareNormal: number | null;
}

/**
 * The root stream of a seed.
 *
 * @param seed A whole number from 1 to 2^31 - 1.
 * @throws {RangeError} For any other seed; 0 in particular means "no seed" to several generators.
 */
export function randomFromSeed(seed: number): Random {
  if (!Number.isInteger(seed) || seed < 1 || seed > 2 ** 31 - 1) {
    throw new RangeError(`Seed must be a whole number from 1 to 2^31 - 1, got ${seed}`);
  }
  return stream(`ctm-bench/${seed}`);
}

function stream(path: string): Random {
  const digest = createHash("sha256").update(path).digest();
  const key: [number, number] = [digest.readUInt32LE(0), digest.readUInt32LE(4)];
  const block = new Uint32Array(4);
  let counter = 0;
  let used = 4;
  let spareNormal: number | null = null;

  function word(): number {
    if (used === 4) {
      philox(block, counter++, key);
      used = 0;
    }
    return block[used++]!;
  }

  function uniform(): number {
    const high = word() >>> 5;
    const low = word() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  function integer(below: number): number {
    if (!Number.isInteger(below) || below < 1 || below > 2 ** 32) {
      throw new RangeError(`Expected a bound from 1 to 2^32, got ${below}`);
    }
    const limit = 2 ** 32 - (2 ** 32 % below);
    let value = word();
    while (value >= limit) value = word();
    return value % below;
  }

  function normal(): number {
    if (spareNormal !== null) {
      const value = spareNormal;
      spareNormal = null;
      return value;
    }
    // 1 - u lies in (0, 1], so the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  function permutation(length: number): Uint32Array {
    const order = Uint32Array.from({ length }, (_, index) => index);
    for (let last = length - 1; last > 0; last--) {
      const other = integer(last + 1);
      const value = order[last]!;
      order[last] = order[other]!;
      order[other] = value;
    }
    return order;
  }

  function moveTo(position: StreamPosition): void {
    counter = Math.floor(position.words / 4);
    used = position.words % 4;
    // A block that was begun is made again.
    if (used === 0) used = 4;
    else philox(block, counter++, key);
    spareNormal = position.spareNormal;
  }

  return {
    split: (name) => stream(`${path}/${name}`),
    uniform,
    integer,
    normal,
    permutation,
    position: () => ({ words: 4 * counter - (4 - used), spareNormal }),
    moveTo,
  };
}
