/** Calls `run` after `ms`. Returns a function that cancels it. */
export type After = (ms: number, run: () => void) => () => void;

/** What the client needs from its platform. Tests replace it. */
export interface Environment {
  readonly WebSocket: typeof WebSocket;
  readonly after: After;
  /** A number from 0 up to but not including 1; never for secrets. */
  readonly random: () => number;
}

/** The environment of a browser or of Node. */
export const environmentHere = (): Environment => ({
  WebSocket,
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: Math.random,
});
