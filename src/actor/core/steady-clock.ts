/**
 * A clock that never goes back. Otherwise, duties would wait until a system clock that was set back has caught up: bots
 * would not act and rate limits would not expire [C7].
 */
export interface SteadyClock {
  /**
   * Epoch ms. It is ahead of the system clock by the time that the system clock has gone back since the actor started.
   */
  readonly now: () => number;
  /** Moves the clock forward to `at`, a time that has already passed, epoch ms. */
  readonly goOnFrom: (at: number) => void;
}

/** Opens a clock on the system clock `wallNow`, in epoch ms. */
export const openSteadyClock = (wallNow: () => number): SteadyClock => {
  let latest = 0;
  let ahead = 0;
  return {
    now: () => {
      const now = wallNow();
      ahead = Math.max(ahead, latest - now);
      latest = now + ahead;
      return latest;
    },
    goOnFrom: (at) => {
      latest = Math.max(latest, at);
    },
  };
};
