/** A clock that runs only while something is charged to it. */
export interface Clock {
  /** Runs `work` on the clock and returns its result. */
  charge<T>(work: () => Promise<T>): Promise<T>;
  /** Seconds charged so far. */
  seconds(): number;
}

/**
 * A stopped clock.
 *
 * @param now Seconds of a monotonic time source.
 * @param charged Seconds that it stands at: those charged before the process was changed.
 */
export function createClock(now: () => number, charged = 0): Clock {
  let total = charged;
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
