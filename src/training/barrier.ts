/** Words of shared memory that a barrier needs, all 0 at first. */
export const BARRIER_WORDS = 3;

const ARRIVED = 0;
const GENERATION = 1;
const ENDED = 2;

/** Milliseconds that a thread sleeps at most before it looks at what else has happened. */
const LONGEST_SLEEP = 50;

/** A place that several threads leave together, once all of them have come to it. */
export interface Barrier {
  /**
   * Waits for the others, asleep. What a thread wrote to shared memory before it came is seen by all
   * of them afterwards.
   *
   * @throws {BarrierEnded} Once the barrier was ended.
   */
  pass(): Promise<void>;
  /** Sends away those who wait and those who will come. */
  end(): void;
}

/** Thrown by a barrier that was ended: there is nobody to wait for. */
export class BarrierEnded extends Error {
  constructor() {
    super("The threads work together no more");
    this.name = "BarrierEnded";
  }
}

/**
 * One thread's side of a barrier.
 *
 * @param words Shared by the threads, of {@link BARRIER_WORDS}.
 * @param options `threads` that have to come; `meanwhile` is called now and then by a thread that
 *   waits, and ends the wait by throwing; default: it sleeps until it is woken.
 */
export function createBarrier(
  words: Int32Array,
  { threads, meanwhile }: {
    readonly threads: number;
    readonly meanwhile?: () => Promise<void>;
  },
): Barrier {
  const requireGoingOn = () => {
    if (Atomics.load(words, ENDED) === 1) throw new BarrierEnded();
  };
  const release = () => {
    Atomics.add(words, GENERATION, 1);
    Atomics.notify(words, GENERATION);
  };
  return {
    async pass() {
      // Read before arriving: afterwards the last thread may raise it at any moment.
      const generation = Atomics.load(words, GENERATION);
      requireGoingOn();
      if (Atomics.add(words, ARRIVED, 1) === threads - 1) {
        Atomics.store(words, ARRIVED, 0);
        release();
        return;
      }
      const sleep = meanwhile === undefined ? Infinity : LONGEST_SLEEP;
      while (Atomics.load(words, GENERATION) === generation) {
        if (Atomics.wait(words, GENERATION, generation, sleep) === "timed-out") await meanwhile?.();
      }
      requireGoingOn();
    },
    end() {
      Atomics.store(words, ENDED, 1);
      release();
    },
  };
}
