/**
 * A clock that never goes back. What is due by time would otherwise wait until the system's clock has caught up with
 * itself: bots would stand still and flood counts would not run out [C7].
 */
export interface SteadyClock {
  /** Epoch ms; ahead of the system's clock by as much as that has gone back since the actor woke. */
  readonly now: () => number;
  /** A time, epoch ms, that has been before now: the clock goes on from there. */
  readonly goOnFrom: (at: number) => void;
}

/** Opens a clock on the system's, `wallNow` in epoch ms. */
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
