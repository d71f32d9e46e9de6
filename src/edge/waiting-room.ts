/** The maximum number of sockets that wait for their `join` in one isolate, from one client address and in all [S24]. */
const MAX_FROM_ONE = 32;
const MAX_IN_ALL = 512;

/** Counts the sockets that wait for their `join` in this isolate. */
export interface WaitingRoom {
  /** Adds a socket of `network`. Returns the function that removes it, or null if there is no room. */
  readonly enter: (network: string) => (() => void) | null;
}

export const openWaitingRoom = (): WaitingRoom => {
  const counts = new Map<string, number>();
  let all = 0;
  return {
    enter: (network) => {
      const count = counts.get(network) ?? 0;
      if (count >= MAX_FROM_ONE || all >= MAX_IN_ALL) return null;
      counts.set(network, count + 1);
      all += 1;
      return () => {
        const left = (counts.get(network) ?? 1) - 1;
        all -= 1;
        if (left > 0) counts.set(network, left);
        else counts.delete(network);
      };
    },
  };
};
