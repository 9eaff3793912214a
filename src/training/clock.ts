/** A clock that runs only while something is charged to it. */
export interface Clock {
  /** Runs `work` on the clock and returns its result. */
  charge<T>(work: () => Promise<T>): Promise<T>;
  /** Seconds charged so far. */
  seconds(): number;
}

/**
 * A stopped clock at 0.
 *
 * @param now Seconds of a monotonic time source.
 */
export function createClock(now: () => number): Clock {
  let total = 0;
  return {
    async charge(work) {
      const start = now();
      try {
        return await work();
      } finally {
        total += now() - start;
      }
    },
    seconds: () => total,
  };
}
